import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A volume with room for 64 kB. */
export interface FullVolume {
  readonly folder: string;
  readonly remove: () => void;
}

/** Mounts a small tmpfs. Returns the reason if the system does not permit it. */
export function mountFullVolume(): FullVolume | string {
  const folder = mkdtempSync(join(tmpdir(), 'http507-full-volume-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(folder);
    return `no tmpfs can be mounted: ${String(error).split('\n')[0]}`;
  }
  return {
    folder,
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
