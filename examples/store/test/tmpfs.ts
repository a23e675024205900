import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

import { makeFolder } from './service.ts';

const run = promisify(execFile);

/** Why no small volume can be mounted here, or undefined if one can. */
export const noTmpfs: string | undefined = findObstacle();

/** Mounts an empty volume until the test ends, 4 MiB by default, and returns its folder. */
export async function mountTmpfs(mebibytes = 4): Promise<string> {
  const folder = await makeFolder();
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  onTestFinished(async () => {
    // A stream of the service may still be closing its file.
    await run('umount', ['--lazy', folder]);
  });
  return folder;
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'tmpfs needs Linux';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const folder = mkdtempSync(join(tmpdir(), 'http507-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return undefined;
  } catch {
    return 'mounting is not allowed here';
  } finally {
    rmdirSync(folder);
  }
}
