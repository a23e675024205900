import { writeFile } from 'node:fs/promises';

/** Throws an error of the kernel, or one that the application creates. */
export async function fail(path, StorageExhaustedError) {
  if (path === '/raw') return writeFile('/dev/full', 'x');
  throw new StorageExhaustedError('matrix', { reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } });
}
