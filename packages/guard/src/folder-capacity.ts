import { StorageExhaustedError } from '@http507/core';

import { Allotment } from './allotment.ts';
import { expect } from './check.ts';
import type { Guard, GuardUsage, ReplaceOptions, Reservation } from './guard.ts';
import { checkQuotaOptions, type QuotaOptions } from './quota.ts';

/** What folderCapacity can be told. */
export interface FolderCapacityOptions
  extends Pick<QuotaOptions, 'ledger' | 'lease' | 'onLedgerError' | 'logger'> {
  /** Which folder it is; for logs, and the name of its account in the ledger. */
  readonly path: string;
  /** How much it may hold, in bytes. */
  readonly limit: number;
  /** Returns how much it holds, in bytes. */
  readonly usage: () => number | Promise<number>;
}

/**
 * Returns a guard that lets a folder hold so much and no more, whoever uploads it and whatever room its volume has. An upload
 * takes the difference to what it replaces.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function folderCapacity({ path, ...options }: FolderCapacityOptions): Guard {
  expect(typeof path === 'string' && path !== '', 'options.path', 'a path');
  return new Folder(path, options);
}

class Folder implements Guard {
  readonly #path: string;
  readonly #allotment: Allotment;

  constructor(path: string, options: QuotaOptions) {
    this.#path = path;
    this.#allotment = new Allotment({
      ...checkQuotaOptions(options),
      refuse: (bytes, { usedBytes, heldBytes }, limit) =>
        new StorageExhaustedError(
          `${bytes} bytes more do not fit: ${usedBytes} are stored and ${heldBytes} reserved of ${limit}`,
          { reason: 'capacity', kind: 'disk', resource: path },
        ),
    });
  }

  reserve(_account: string | undefined, bytes: number, options?: ReplaceOptions): Promise<Reservation> {
    return this.#allotment.reserve(this.#path, bytes, options);
  }

  giveBack(_account: string | undefined, bytes: number): Promise<void> {
    return this.#allotment.giveBack(this.#path, bytes);
  }

  async usage(): Promise<GuardUsage> {
    const { usedBytes, reservedBytes, availableBytes } = await this.#allotment.usage(this.#path);
    // It is no account's quota.
    return { usedBytes, reservedBytes, availableBytes };
  }
}
