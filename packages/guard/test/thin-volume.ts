import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { whyNoVolume } from './small-volume.ts';

/** Mounts an ext4 of 64 MiB on an image that can grow to only 8 MiB, until the test ends. Returns its folder. */
export function mountThinVolume(): string {
  const { path, unmount } = mount();
  onTestFinished(unmount);
  return path;
}

/** Why no thin volume can be mounted here, or undefined if one can be. */
export const whyNoThinVolume: string | undefined = whyNoVolume ?? findOut();

function mount(): { path: string; unmount: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'http507-thin-'));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });
  run('mount', '-t', 'tmpfs', '-o', 'size=8m', 'http507', folder);
  const [image, path] = [join(folder, 'image'), join(folder, 'volume')];
  const unmountAll = (): void => {
    run('umount', '--lazy', folder);
    rmdirSync(folder);
  };
  try {
    writeFileSync(image, '');
    truncateSync(image, 64 * 1024 * 1024);
    run('mkfs.ext4', '-q', '-O', '^has_journal', image);
    mkdirSync(path);
    run('mount', '-o', 'loop', image, path);
  } catch (error) {
    unmountAll();
    throw error;
  }
  return {
    path,
    unmount: () => {
      run('umount', path);
      unmountAll();
    },
  };
}

function findOut(): string | undefined {
  try {
    mount().unmount();
    return undefined;
  } catch {
    return 'no ext4 on a loop device';
  }
}
