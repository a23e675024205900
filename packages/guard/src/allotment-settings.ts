import type { StorageExhaustedError } from '@http507/core';

import type { AccountFigures, Ledger } from './ledger.ts';

/** What an allotment is made of. */
export interface AllotmentSettings {
  readonly ledger: Pick<Ledger, 'hold' | 'settle' | 'read' | 'open'>;
  /** Returns an account's name in the ledger; throws a TypeError for what is none. */
  readonly nameOf: (account: string | undefined) => string;
  /** Returns how much an account may have, in bytes. */
  readonly limit: (account: string) => number | Promise<number>;
  /** Returns how much an account has stored, for a ledger that does not know it. */
  readonly usage: (account: string) => number | Promise<number>;
  /** In milliseconds. */
  readonly lease: number;
  /** Whether uploads are let in although the ledger cannot be asked. */
  readonly admitUnasked: boolean;
  /** Returns the error that refuses so many bytes more. */
  readonly refuse: (bytes: number, figures: AccountFigures, limit: number) => StorageExhaustedError;
}
