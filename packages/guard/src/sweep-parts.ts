import type { Dir } from 'node:fs';
import { lstat, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, refuseUnknown } from './check.ts';
import { isPartName, isWriterRunning } from './process-identity.ts';

/** The longest delay of a timer, in milliseconds. */
const MAX_DELAY = 2 ** 31 - 1;

/** Options of sweepParts. */
export interface SweepOptions {
  /**
   * How long a part of another host, another container or an earlier boot must be unmodified before it is removed, in milliseconds.
   * 3,600,000 by default. Use 0 if only this process uses the folder.
   */
  readonly staleAfter?: number | undefined;
}

/**
 * Removes the parts that killed processes left in a folder and its subfolders, and returns their number. Call it at start.
 *
 * Parts of a process on this system are removed if it is not running. All others are removed by age. Parts that are too young are checked
 * again after `staleAfter`, by a timer that does not keep the process alive.
 *
 * @throws TypeError for an invalid option; the file system's error if the folder exists but cannot be read
 */
export async function sweepParts(folder: string, options: SweepOptions = {}): Promise<number> {
  expect(typeof folder === 'string' && folder !== '', 'folder', 'a path');
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['staleAfter']);
  const { staleAfter = 3_600_000 } = options;
  expect(
    staleAfter >= 0 && staleAfter <= MAX_DELAY,
    'options.staleAfter',
    `a number of milliseconds up to ${MAX_DELAY}`,
  );
  const { removed, left } = await sweep(folder, await open(folder), staleAfter);
  if (left > 0) setTimeout(() => sweepParts(folder, options).catch(() => undefined), staleAfter).unref();
  return removed;
}

interface Swept {
  removed: number;
  /** Parts of unknown processes that are too young. */
  left: number;
}

/** Reads entries one by one, because a folder may hold millions. */
async function sweep(folder: string, entries: Dir | undefined, staleAfter: number): Promise<Swept> {
  const swept: Swept = { removed: 0, left: 0 };
  for await (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const { removed, left } = await sweep(path, await open(path).catch(() => undefined), staleAfter);
      swept.removed += removed;
      swept.left += left;
    } else if (isPartName(entry.name)) {
      const outcome = await sweepPart(path, entry.name, staleAfter);
      if (outcome) swept[outcome] += 1;
    }
  }
  return swept;
}

async function sweepPart(path: string, name: string, staleAfter: number): Promise<keyof Swept | undefined> {
  const running = isWriterRunning(name);
  if (running === true) return undefined;
  try {
    if (running === undefined && Date.now() - (await lstat(path)).mtimeMs < staleAfter) return 'left';
    await rm(path);
    return 'removed';
  } catch {
    // Another sweep has removed it, or this process must not.
    return undefined;
  }
}

async function open(folder: string): Promise<Dir | undefined> {
  return opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
