import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from './folder.ts';

/** Never a file's own name, because that cannot begin with a dot. */
const PARTS = '.parts';

/** A file that an upload is written to. */
export interface Part {
  readonly path: string;
  readonly handle: FileHandle;
}

/** Where uploads are written before they are put in their place: a folder for each process of this machine. */
export class PartsFolder {
  readonly #all: string;
  readonly #own: string;

  constructor(dataDir: string) {
    this.#all = join(dataDir, PARTS);
    this.#own = join(this.#all, String(process.pid));
  }

  /** Removes the parts that processes have left which are no more. */
  async clean(): Promise<void> {
    const names = await readdir(this.#all).catch(() => []);
    // A folder of this process's own number is of one before it.
    const left = names.filter((name) => name === String(process.pid) || !isRunning(Number(name)));
    await Promise.all(left.map((name) => rm(join(this.#all, name), { recursive: true, force: true })));
  }

  /** Opens a new part. */
  async open(): Promise<Part> {
    const path = join(this.#own, randomUUID());
    try {
      return { path, handle: await open(path, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    // Here and not at the start, which must succeed on a disk that is full.
    await makeFolder(this.#all);
    await makeFolder(this.#own);
    return { path, handle: await open(path, 'wx') };
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
