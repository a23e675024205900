import type { StorageExhaustedError } from '@http507/core';

import type { AllotmentSubject } from './lease-watch.ts';
import type { AccountFigures, Ledger } from './ledger.ts';

/** Settings of an Allotment. */
export interface AllotmentSettings {
  /** For events. */
  readonly subject: AllotmentSubject;
  readonly ledger: Pick<Ledger, 'hold' | 'settle' | 'read' | 'open'>;
  /** Returns an account's name in the ledger. Throws a TypeError for an invalid account. */
  readonly nameOf: (account: string | undefined) => string;
  /** Returns the limit of an account, in bytes. */
  readonly limit: (account: string) => number | Promise<number>;
  /** Returns how much an account has stored, in bytes. Called if the ledger does not know the account. */
  readonly usage: (account: string) => Promise<number>;
  /** In milliseconds. */
  readonly lease: number;
  /** Whether uploads are admitted while the ledger is unavailable. */
  readonly admitOnError: boolean;
  /** Returns the error for an upload that needs this many bytes more than there are. */
  readonly refuse: (bytes: number, figures: AccountFigures, limit: number) => StorageExhaustedError;
}
