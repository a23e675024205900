import { StorageExhaustedError } from '@http507/core';

import { Allotment } from './allotment.ts';
import { expect } from './check.ts';
import type { Guard } from './guard.ts';
import { checkQuotaOptions, type QuotaOptions } from './quota.ts';

/** What folderCapacity can be told. */
export interface FolderCapacityOptions
  extends Pick<QuotaOptions, 'ledger' | 'lease' | 'onLedgerError' | 'logger'> {
  /** Which folder it is; for logs, and in the ledger. */
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
  const allotment = new Allotment({
    ...checkQuotaOptions(options),
    // No quota's account can have such a name.
    nameOf: () => `\u0001${path}`,
    refuse: (bytes, { usedBytes, heldBytes }, limit) =>
      new StorageExhaustedError(
        `${bytes} bytes more do not fit: ${usedBytes} are stored and ${heldBytes} reserved of ${limit}`,
        { reason: 'capacity', kind: 'disk', resource: path },
      ),
  });
  return {
    reserve: (account, bytes, replaced) => allotment.reserve(account, bytes, replaced),
    giveBack: (account, bytes) => allotment.giveBack(account, bytes),
    async usage(account) {
      const { usedBytes, reservedBytes, availableBytes } = await allotment.usage(account);
      // It is no account's quota.
      return { usedBytes, reservedBytes, availableBytes };
    },
  };
}
