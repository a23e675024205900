import { type FileStore, type Reservation, simulateEnospc } from '@http507/example-store';

/**
 * Returns a store's guard as it is where it knows nothing of the disk: it admits every upload. No file can be longer than a limit: the upload then
 * fails with the kernel's own ENOSPC.
 *
 * @param limit - in bytes
 */
export function fullDisk({ guard }: FileStore, limit: number): FileStore['guard'] {
  const reservation: Reservation = {
    bytes: 0,
    writtenBytes: 0,
    ensure: async (bytes) => {
      if (bytes > limit) await simulateEnospc();
    },
    wrote: () => undefined,
    commit: async () => undefined,
    undoCommit: async () => undefined,
    release: async () => undefined,
    suspend: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { ...guard, reserve: async () => reservation };
}
