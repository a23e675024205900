import { type LfsObjectError, lfsObjectError } from '@http507/core/profiles';
import type { FileStore, Reservation } from '@http507/example-store';
import { createAdapterResponder } from '@http507/node';
import type { Request } from 'express';

import { LFS_ACCOUNT, type LfsObject } from './lfs-object.ts';

const { responder, report } = createAdapterResponder<Request>();

/**
 * Asks the guard for room for the objects of a batch request, together and in their order. Returns the error for each that does not fit, and reports
 * it to the operator as the adapter does.
 *
 * The room is not kept for the uploads that follow, because no upload may follow. If another client takes it, the upload is refused.
 */
export async function refuseObjects(
  guard: FileStore['guard'],
  objects: readonly LfsObject[],
  request: Request,
): Promise<ReadonlyMap<LfsObject, LfsObjectError>> {
  const refused = new Map<LfsObject, LfsObjectError>();
  const reservations: Reservation[] = [];
  try {
    for (const object of objects) {
      try {
        reservations.push(await guard.reserve(LFS_ACCOUNT, object.size));
      } catch (thrown) {
        refused.set(object, objectErrorOf(thrown, request));
      }
    }
  } finally {
    await Promise.all(reservations.map((reservation) => reservation.release()));
  }
  return refused;
}

function objectErrorOf(thrown: unknown, request: Request): LfsObjectError {
  const error = responder.recognize(thrown);
  if (!error) throw thrown;
  const { method, headers } = request;
  const event = responder.describe(error, { request, method, inboundId: headers['x-request-id'] });
  report(event, request);
  return lfsObjectError(responder.document(event));
}
