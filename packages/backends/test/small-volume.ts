import { execFileSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, rmdirSync, type Stats, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallVolume {
  readonly path: string;
  /** Leaves not a byte. */
  fill(): void;
  unmount(): void;
}

export interface SmallVolumeOptions {
  readonly megabytes?: number;
  readonly inodes?: number;
  /** Whose it is, when that is somebody else. */
  readonly owner?: Pick<Stats, 'uid' | 'gid'>;
  /** The folder to mount it on, which stays; by default one of its own. */
  readonly at?: string;
}

/** Mounts a tmpfs, which takes root. */
export function mountSmallVolume(options: SmallVolumeOptions = {}): SmallVolume {
  const { megabytes = 1, inodes = 0, owner, at } = options;
  const path = at ?? mkdtempSync(join(tmpdir(), 'http507-volume-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,nr_inodes=${inodes}`, 'http507', path], {
    stdio: 'pipe',
  });
  if (owner) chownSync(path, owner.uid, owner.gid);
  return {
    path,
    fill: () => fill(join(path, 'filling')),
    unmount() {
      // Lazily, because a server may close its files later than it says.
      execFileSync('umount', ['--lazy', path]);
      if (at === undefined) rmdirSync(path);
    },
  };
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(65_536));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

/** Why no volume can be mounted here, or undefined when one can. */
export const whyNoVolume: string | undefined = findOut();

function findOut(): string | undefined {
  if (process.platform !== 'linux') return 'no tmpfs outside of Linux';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    mountSmallVolume().unmount();
    return undefined;
  } catch {
    return 'mount is not permitted';
  }
}
