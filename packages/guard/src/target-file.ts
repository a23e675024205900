import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** @throws TypeError if the value is not a valid path */
export function checkPath(path: unknown): asserts path is string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new TypeError('path must be a non-empty string without null bytes');
  }
}

/**
 * Returns the stats of a path, or undefined if nothing is there. Never follows a link.
 *
 * @throws Error with code EISDIR if it is a folder
 */
export async function findTarget(path: string): Promise<Stats | undefined> {
  const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats?.isDirectory()) {
    throw Object.assign(new Error(`EISDIR: illegal operation on a directory, '${path}'`), {
      code: 'EISDIR',
      path,
    });
  }
  return stats;
}

/** Returns how many bytes a version counts: the size of a file, and 0 for a link, a pipe or a socket. */
export function countedBytes(stats: Stats | undefined): number {
  return stats?.isFile() ? stats.size : 0;
}
