import { execFileSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, rmdirSync, type Stats, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallVolume {
  readonly path: string;
  /** Fills the volume to the last byte. */
  fill(): void;
  unmount(): void;
}

export interface SmallVolumeOptions {
  readonly megabytes?: number;
  readonly inodes?: number;
  /** The owner of the volume. Default: the current user. */
  readonly owner?: Pick<Stats, 'uid' | 'gid'>;
  /** The folder to mount it on, which is not removed. Default: a temporary folder. */
  readonly at?: string;
}

/** Mounts a tmpfs. Needs root. */
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
      // Lazily, because a server may close its files a little after it has stopped.
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

/** Why no volume can be mounted here, or undefined if one can be. */
export const whyNoVolume: string | undefined = findOut();

function findOut(): string | undefined {
  if (process.platform !== 'linux') return 'tmpfs exists only on Linux';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    mountSmallVolume().unmount();
    return undefined;
  } catch {
    return 'mount is not permitted';
  }
}
