import { combineGuards, diskCapacity, folderCapacity, type Guard, type Ledger, quota } from '@http507/guard';

import type { StoreConfig } from './store-config.ts';

/** A folder whose contents are limited. */
export interface Contents {
  readonly path: string;
  /** Returns the total length of the files of an account, or of all accounts, in bytes. */
  sum(account?: string): Promise<number>;
}

/** The guards of a store. */
export interface StoreGuards {
  /** Must admit every upload. */
  readonly guard: Guard;
  /** The part that limits each account. */
  readonly quota: Guard;
}

/** Returns guards for the volume, CAPACITY_BYTES and QUOTA_BYTES, in this order. */
export function createStoreGuards(
  contents: Contents,
  {
    capacityBytes,
    quotaBytes,
    leaseSeconds,
  }: Pick<StoreConfig, 'capacityBytes' | 'quotaBytes' | 'leaseSeconds'>,
  ledger: Ledger | undefined,
): StoreGuards {
  const lease = leaseSeconds * 1000;
  const accounts = quota({
    limit: quotaBytes,
    usage: (account) => contents.sum(account),
    ledger,
    lease,
  });
  const guard = combineGuards(
    diskCapacity({ path: contents.path }),
    folderCapacity({ path: contents.path, limit: capacityBytes, usage: () => contents.sum(), ledger, lease }),
    accounts,
  );
  return { guard, quota: accounts };
}
