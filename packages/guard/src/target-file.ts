import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** @throws TypeError when a path cannot be one, before anything is written */
export function checkPath(path: unknown): asserts path is string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new TypeError('path must be a non-empty string without null bytes');
  }
}

/**
 * Returns what is at a path, or undefined. Never follows a link.
 *
 * @throws Error with code EISDIR when it is a folder
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

/** Returns the bytes that a version counts for, once it is gone: those of files, but not of links, pipes and sockets. */
export function countedBytes(stats: Stats | undefined): number {
  return stats?.isFile() ? stats.size : 0;
}
