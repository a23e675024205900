import { recognize, serializeStorageExhausted } from '@http507/core';
import { type LfsObjectError, lfsObjectError } from '@http507/core/profiles';
import type { FileStore, Reservation } from '@http507/example-store';

import { LFS_ACCOUNT, type LfsObject } from './lfs-object.ts';

/**
 * Asks the guard for room for objects, together and in their order. Returns the error for each that does not fit.
 *
 * The room is not kept for the uploads that follow, because no upload may follow. If another client takes it, the upload is refused.
 */
export async function refuseObjects(
  guard: FileStore['guard'],
  objects: readonly LfsObject[],
): Promise<ReadonlyMap<LfsObject, LfsObjectError>> {
  const refused = new Map<LfsObject, LfsObjectError>();
  const reservations: Reservation[] = [];
  try {
    for (const object of objects) {
      try {
        reservations.push(await guard.reserve(LFS_ACCOUNT, object.size));
      } catch (thrown) {
        const error = recognize(thrown);
        if (!error) throw thrown;
        refused.set(object, lfsObjectError(serializeStorageExhausted(error)));
      }
    }
  } finally {
    await Promise.all(reservations.map((reservation) => reservation.release()));
  }
  return refused;
}
