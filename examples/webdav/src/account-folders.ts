import { mkdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { Contents } from '@http507/example-store';
import type { Request } from 'express';

import { accountOf } from './account.ts';
import { treeSize } from './tree-size.ts';

/** A folder for each account. */
export class AccountFolders implements Contents {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Returns the folder of an account, and makes it if it does not exist. */
  async make(account: string): Promise<string> {
    const folder = join(this.path, account);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Returns the length of the file that a request addresses, in bytes. Returns 0 if there is none. */
  async lengthOf(request: Request): Promise<number> {
    const path = normalize(`/${decodeURIComponent(request.path)}`);
    return await treeSize(join(this.path, accountOf(request), path));
  }

  async sum(account = ''): Promise<number> {
    return await treeSize(join(this.path, account));
  }
}
