import { combineGuards, diskCapacity, folderCapacity, type Guard, type Ledger, quota } from '@http507/guard';

import type { StoreConfig } from './store-config.ts';

/** The folders of the accounts. */
export interface AccountData {
  /** The folder that contains all of them. */
  readonly path: string;
  /** Returns how much an account has stored, in bytes. */
  sumOf(account: string): Promise<number>;
  /** Returns how much all accounts have stored, in bytes. */
  sum(): Promise<number>;
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
  data: AccountData,
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
    usage: (account) => data.sumOf(account),
    ledger,
    lease,
  });
  const guard = combineGuards(
    diskCapacity({ path: data.path }),
    folderCapacity({ path: data.path, limit: capacityBytes, usage: () => data.sum(), ledger, lease }),
    accounts,
  );
  return { guard, quota: accounts };
}
