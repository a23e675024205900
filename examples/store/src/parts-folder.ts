import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from './folder.ts';

/** Never a file's own name, because that cannot begin with a dot. */
const PARTS = '.parts';

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

  /** Returns a path for a new part. */
  async create(): Promise<string> {
    // Here and not at the start, which must succeed on a disk that is full.
    await makeFolder(this.#all);
    await makeFolder(this.#own);
    return join(this.#own, randomUUID());
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
