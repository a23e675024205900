import { type FileStore, type Reservation, simulateEnospc } from '@http507/example-store';

/**
 * Returns a guard that admits every upload, on a disk where no file can be longer than a limit: the upload then fails with the kernel's own
 * ENOSPC.
 *
 * @param limit - in bytes
 */
export function fullDisk(limit: number): FileStore['guard'] {
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
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    reserve: async () => reservation,
    giveBack: async () => undefined,
    usage: async () => ({ usedBytes: 0, reservedBytes: 0, availableBytes: limit }),
  };
}
