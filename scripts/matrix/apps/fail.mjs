import { writeFile } from 'node:fs/promises';

/** Fails as storage does: by an error of the kernel's, or by one that the application has made. */
export async function fail(path, StorageExhaustedError) {
  if (path === '/raw') return writeFile('/dev/full', 'x');
  throw new StorageExhaustedError('matrix', { reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } });
}
