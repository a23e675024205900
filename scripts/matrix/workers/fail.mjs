/** Throws a storage error. A worker has no file system, so a copy of an error of Node is used. */
export function fail(request, StorageExhaustedError) {
  if (new URL(request.url).pathname === '/raw') {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
  }
  throw new StorageExhaustedError('matrix', { reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } });
}
