/** Fails as storage does; a worker has no file system, so the error is as one that has come from elsewhere. */
export function fail(request, StorageExhaustedError) {
  if (new URL(request.url).pathname === '/raw') {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
  }
  throw new StorageExhaustedError('matrix', { reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } });
}
