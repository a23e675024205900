import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** Mounts a tmpfs until the test ends and returns its folder. */
export function mountSmallVolume(options: string): string {
  const { path, unmount } = mount(options);
  onTestFinished(unmount);
  return path;
}

/** Why no volume can be mounted here, or undefined if one can be. */
export const whyNoVolume: string | undefined = findOut();

function mount(options: string): { path: string; unmount: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'http507-guard-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'http507', path], { stdio: 'pipe' });
  const unmount = (): void => {
    execFileSync('umount', ['--lazy', path]);
    rmdirSync(path);
  };
  return { path, unmount };
}

function findOut(): string | undefined {
  if (process.platform !== 'linux') return 'no tmpfs outside of Linux';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    mount('size=1m').unmount();
    return undefined;
  } catch {
    return 'mount is not permitted';
  }
}
