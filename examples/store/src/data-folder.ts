import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ANONYMOUS } from './account.ts';
import { makeFolder, sumFiles } from './folder.ts';

/** No file can have this name, because file names must not begin with a dot. */
const ACCOUNTS = '.accounts';

/** The folders of the accounts. Files of the anonymous account are in the data folder itself. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Returns the folder of an account. */
  of(account: string): string {
    return account === ANONYMOUS ? this.path : join(this.path, ACCOUNTS, account);
  }

  /** Makes the folder of an account if it does not exist. */
  async make(account: string): Promise<void> {
    if (account === ANONYMOUS) return;
    await makeFolder(join(this.path, ACCOUNTS));
    await makeFolder(this.of(account));
  }

  /** Removes the empty folders of accounts. Call it only at start, when no upload can need them. */
  async removeEmpty(): Promise<void> {
    const accounts = await readdir(join(this.path, ACCOUNTS)).catch(() => []);
    for (const account of accounts) await rmdir(this.of(account)).catch(() => undefined);
  }

  /** Returns the total length of the files of an account, or of all accounts, in bytes. */
  async sum(account?: string): Promise<number> {
    if (account !== undefined) return sumFiles(this.of(account));
    const accounts = await readdir(join(this.path, ACCOUNTS)).catch(() => []);
    const sums = await Promise.all([ANONYMOUS, ...accounts].map((each) => sumFiles(this.of(each))));
    return sums.reduce((sum, bytes) => sum + bytes, 0);
  }
}
