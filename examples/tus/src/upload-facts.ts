import { ANONYMOUS, type Guard, type Reservation } from '@http507/example-store';
import type { Upload } from '@tus/server';

/** Returns whether an upload has arrived completely. */
export function isFinished({ offset, size }: Upload): boolean {
  return offset === size;
}

/** Returns whether an upload is older than a period in milliseconds. */
export function isExpired({ creation_date: created = '' }: Upload, period: number): boolean {
  return Date.parse(created) + period <= Date.now();
}

/** Returns the account of an upload. The application has put it into the metadata. */
export function accountOf({ metadata }: Upload): string {
  return metadata?.account ?? ANONYMOUS;
}

/**
 * Reserves room for a whole upload, or for what has arrived if its length is deferred. Continues an earlier reservation.
 *
 * @throws StorageExhaustedError if there is no room
 */
export function reserveUpload(guard: Guard, upload: Upload): Promise<Reservation> {
  const { id, offset, size = offset } = upload;
  // Upload-Length may be larger than any number that can be counted.
  const bytes = Math.min(size, Number.MAX_SAFE_INTEGER);
  return guard.reserve(accountOf(upload), bytes, { id, writtenBytes: offset });
}
