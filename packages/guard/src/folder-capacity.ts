import { StorageExhaustedError } from '@http507/core';

import { Allotment } from './allotment.ts';
import { checkName, expect } from './check.ts';
import type { Guard } from './guard.ts';
import { checkHealth, healthOf } from './guard-health.ts';
import { checkQuotaOptions, type QuotaOptions } from './quota.ts';

/** Options of folderCapacity. */
export interface FolderCapacityOptions
  extends Pick<QuotaOptions, 'ledger' | 'lease' | 'onLedgerError' | 'logger'> {
  /** The folder's path, for logs and the ledger. */
  readonly path: string;
  /** The folder's name in events and metrics. By default the path. */
  readonly name?: string | undefined;
  /** How much the folder may contain, in bytes. */
  readonly limit: number;
  /** Returns how much the folder contains, in bytes. */
  readonly usage: () => number | Promise<number>;
}

/**
 * Returns a guard that limits the size of a folder, for all accounts together and independent of its volume. An upload needs only the
 * difference to the version that it replaces.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export function folderCapacity({ path, name, ...options }: FolderCapacityOptions): Guard {
  expect(typeof path === 'string' && path !== '', 'options.path', 'a path');
  const allotment = new Allotment({
    ...checkQuotaOptions(options),
    subject: { guard: 'folder', name: checkName(name, path) },
    // A control character, so that no account of a quota can have this name.
    nameOf: () => `\u0001${path}`,
    refuse: (bytes, { usedBytes, heldBytes }, limit) =>
      new StorageExhaustedError(
        `${bytes} more bytes do not fit: ${usedBytes} are stored and ${heldBytes} reserved of ${limit}`,
        { reason: 'capacity', kind: 'disk', resource: path },
      ),
  });
  return {
    reserve: (account, bytes, replaced) => allotment.reserve(account, bytes, replaced),
    cancel: (account, id) => allotment.cancel(account, id),
    giveBack: (account, bytes, options) => allotment.giveBack(account, bytes, options),
    async usage(account) {
      const { usedBytes, reservedBytes, availableBytes } = await allotment.usage(account);
      // The limit is not an account's quota.
      return { usedBytes, reservedBytes, availableBytes };
    },
    async health() {
      const isFull = async (): Promise<boolean> => (await allotment.usage(undefined)).availableBytes === 0;
      return healthOf([await checkHealth('folder', isFull)]);
    },
  };
}
