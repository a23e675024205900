import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { CAPACITY_BYTES, type VolumeKind, type VolumeState } from '../protocol.ts';

/** Zeros, in pages of memory: a tmpfs takes whole pages. */
const PAGE = Buffer.alloc(4096);
const CHUNK = Buffer.alloc(64 * 4096);

/** The room that one service stores in. */
export class Volume {
  readonly kind: VolumeKind;
  /** The folder of the service. */
  readonly dataDir: string;
  /** Another program's file on the same volume. */
  readonly #other: string;
  readonly #path: string;
  reservedBytes = 0;

  private constructor(path: string, kind: VolumeKind) {
    this.#path = path;
    this.kind = kind;
    this.dataDir = join(path, 'data');
    this.#other = join(path, 'other-program.log');
    mkdirSync(this.dataDir);
  }

  /**
   * Mounts a volume at a new folder, or else makes a folder.
   *
   * @param mayMount - whether this process is in a mount namespace of its own
   * @param fallback - the kind if no volume can be mounted
   */
  static open(path: string, mayMount: boolean, fallback: Exclude<VolumeKind, 'tmpfs'>): Volume {
    mkdirSync(path);
    return new Volume(path, mayMount && mount(path) ? 'tmpfs' : fallback);
  }

  /** Returns the figures as they are now. */
  async read(): Promise<VolumeState> {
    const { kind, reservedBytes } = this;
    if (kind !== 'tmpfs') {
      const storedBytes = kind === 'limit' ? await sumFiles(this.dataDir) : CAPACITY_BYTES;
      return { kind, totalBytes: CAPACITY_BYTES, storedBytes, otherBytes: 0, reservedBytes };
    }
    const { blocks, bavail, bsize } = await statfs(this.#path);
    const other = await stat(this.#other).catch(() => undefined);
    const otherBytes = (other?.blocks ?? 0) * 512;
    return {
      kind,
      totalBytes: blocks * bsize,
      storedBytes: (blocks - bavail) * bsize - otherBytes,
      otherBytes,
      reservedBytes,
    };
  }

  /** Fills a mounted volume to its last page, as another program would. */
  async fill(): Promise<void> {
    if (this.kind !== 'tmpfs') return;
    const file = await open(this.#other, 'a');
    try {
      for (const zeros of [CHUNK, PAGE]) await writeUntilFull(file, zeros);
    } finally {
      await file.close();
    }
  }

  /** Removes the other program's file. */
  async removeOther(): Promise<void> {
    await rm(this.#other, { force: true });
  }

  /** Returns the files of the service, with the accounts that they belong to. */
  async listFiles(): Promise<{ readonly name: string; readonly account: string | undefined }[]> {
    const accounts = await readdir(join(this.dataDir, '.accounts')).catch(() => []);
    const folders = [undefined, ...accounts].map(async (account) => {
      const path = account === undefined ? this.dataDir : join(this.dataDir, '.accounts', account);
      const names = await readdir(path).catch(() => []);
      return names.filter((name) => !name.startsWith('.')).map((name) => ({ name, account }));
    });
    return (await Promise.all(folders)).flat();
  }

  /** Removes the files of a service that has no accounts, whatever their names are. */
  async removeFiles(): Promise<void> {
    const names = await readdir(this.dataDir);
    await Promise.all(names.map((name) => rm(join(this.dataDir, name), { recursive: true, force: true })));
  }
}

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${CAPACITY_BYTES}`, 'tmpfs', path], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, zeros: Buffer): Promise<void> {
  try {
    for (;;) {
      const { bytesWritten } = await file.write(zeros);
      if (bytesWritten < zeros.length) return;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

async function sumFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const lengths = files.map(async (file) => {
    const stats = await stat(join(file.parentPath, file.name)).catch(() => undefined);
    return stats?.size ?? 0;
  });
  return (await Promise.all(lengths)).reduce((sum, bytes) => sum + bytes, 0);
}
