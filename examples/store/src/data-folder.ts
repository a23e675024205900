import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ANONYMOUS } from './account.ts';
import { makeFolder, sumFiles } from './folder.ts';

/** Never a file's own name, because that cannot begin with a dot. */
const ACCOUNTS = '.accounts';

/** Where each account has its files: a folder of its own, and nobody in particular the data folder itself. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Returns the folder of an account. */
  of(account: string): string {
    return account === ANONYMOUS ? this.path : join(this.path, ACCOUNTS, account);
  }

  /** Makes the folder of an account, unless it is there. */
  async make(account: string): Promise<void> {
    if (account === ANONYMOUS) return;
    await makeFolder(join(this.path, ACCOUNTS));
    await makeFolder(this.of(account));
  }

  /** Returns how much every account's files take together, in bytes. */
  async sum(): Promise<number> {
    const accounts = await readdir(join(this.path, ACCOUNTS)).catch(() => []);
    const sums = await Promise.all([ANONYMOUS, ...accounts].map((account) => sumFiles(this.of(account))));
    return sums.reduce((sum, bytes) => sum + bytes, 0);
  }
}
