import { lstat, mkdir, rename } from 'node:fs/promises';
import { FileBatch, type FileSource, type Guard, removeFile } from '@http507/guard';

import { treeSize } from './tree-size.ts';

/** A file to store. Its content is opened once there is room for it. */
export type NewFile = readonly [open: () => FileSource, path: string];

/** Changes the files of an account, and counts what they take. */
export class AccountedFiles {
  readonly #guard: Guard;
  readonly #account: string;

  constructor(guard: Guard, account: string) {
    this.#guard = guard;
    this.#account = account;
  }

  /**
   * Stores files that become visible together, or none of them. Each is written beside the version that it replaces.
   *
   * @param bytes - the length of all files together
   * @throws StorageExhaustedError and the errors of FileBatch
   */
  async store(bytes: number, ...files: readonly NewFile[]): Promise<void> {
    const replaced = await Promise.all(files.map(([, path]) => treeSize(path)));
    const replacedBytes = replaced.reduce((sum, length) => sum + length, 0);
    const reservation = await this.#guard.reserve(this.#account, bytes, { replacedBytes });
    const batch = new FileBatch({ reservation, durable: true });
    for (const [open, path] of files) await batch.add(open(), path);
    await batch.commit();
  }

  /** Runs a task that stores a name but no bytes, if the disk has room for it. */
  async storeName(task: () => Promise<unknown>): Promise<void> {
    const reservation = await this.#guard.reserve(this.#account, 0);
    try {
      await task();
      await reservation.commit(0);
    } finally {
      await reservation.release();
    }
  }

  /** Makes a folder. Does nothing if there is one. */
  async makeFolder(path: string): Promise<void> {
    if ((await lstat(path).catch(() => undefined))?.isDirectory()) return;
    await this.storeName(() => mkdir(path));
  }

  /** Renames a file, which needs no room. The file that it replaces is no longer counted. */
  async move(from: string, to: string): Promise<void> {
    const bytes = await treeSize(to);
    await this.count(-bytes);
    try {
      await rename(from, to);
    } catch (error) {
      await this.count(bytes).catch(() => undefined);
      throw error;
    }
  }

  /** Removes a file, if there is one. */
  async remove(path: string): Promise<void> {
    await removeFile(path, this.#guard, this.#account).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** Counts bytes as stored, or with a negative number as free again, without a limit. */
  async count(bytes: number): Promise<void> {
    await this.#guard.giveBack(this.#account, -bytes);
  }
}
