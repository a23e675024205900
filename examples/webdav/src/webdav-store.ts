import { createStoreGuards, type StoreConfig } from '@http507/example-store';
import { type Guard, type Ledger, sweepParts } from '@http507/guard';
import type { Request } from 'express';

import { accountOf } from './account.ts';
import { AccountFolders } from './account-folders.ts';
import { FailedUploads } from './failed-uploads.ts';
import { StorageAdapter } from './storage-adapter.ts';

/** The files of accounts, in a folder for each, and the guard that must admit whatever is stored. */
export class WebdavStore {
  readonly folders: AccountFolders;
  readonly guard: Guard;
  readonly uploads = new FailedUploads();

  private constructor(folders: AccountFolders, guard: Guard) {
    this.folders = folders;
    this.guard = guard;
  }

  /**
   * Opens a folder and removes what killed processes have left there.
   *
   * @param ledger - keeps the accounting; without one, it is kept in this process
   */
  static async open(config: StoreConfig, ledger?: Ledger): Promise<WebdavStore> {
    await sweepParts(config.dataDir);
    const folders = new AccountFolders(config.dataDir);
    return new WebdavStore(folders, createStoreGuards(folders, config, ledger).guard);
  }

  /** Returns the adapter for a request. */
  async adapterFor(request: Request): Promise<StorageAdapter> {
    const account = accountOf(request);
    const root = await this.folders.make(account);
    return new StorageAdapter({ root, account, guard: this.guard, request });
  }
}
