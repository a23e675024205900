import { rename, rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { meter, type Reservation } from '@http507/guard';

import type { Part } from './parts-folder.ts';
import { RequestError } from './request-error.ts';

/**
 * Streams an upload into a part and on to the disk, as far as its reservation goes, closes it and returns its length. When
 * anything fails it is removed.
 *
 * @throws RequestError when the client has gone away; StorageExhaustedError where the room ends; else the file system's own error
 */
export async function writePart(
  { path, handle }: Part,
  upload: Readable,
  reservation: Reservation,
): Promise<number> {
  try {
    try {
      // Not destroyed when the writing fails: multer would take that for an error of its own, and pass it on instead.
      const source = upload.iterator({ destroyOnReturn: false });
      await pipeline(source, meter(reservation), (metered) => writeFile(handle, metered));
      // Thin volumes and network file systems tell only here that they are full.
      await handle.sync();
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await removePart(path);
    throw isGone(error)
      ? new RequestError(400, 'upload_aborted', 'The upload ended before it was complete.')
      : error;
  }
}

/** Puts a part in the place of the file, in one step. */
export async function promotePart(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    await removePart(path);
    throw error;
  }
}

/** Removes a part. Never rejects: what went wrong before matters more, and the next start tries again. */
export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

/** Node tells a request that broke off by either code. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
