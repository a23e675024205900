import { open, rename, rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { RequestError } from './request-error.ts';
import type { Claim } from './room.ts';

/**
 * Streams an upload into a new file and on to the disk, and returns its length. When anything fails it is removed.
 *
 * @throws RequestError when the client has gone away; else the file system's own error, or the claim's
 */
export async function writePart(path: string, upload: Readable, claim: Claim): Promise<number> {
  try {
    const handle = await open(path, 'wx');
    try {
      await writeFile(handle, meter(upload, claim));
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

async function* meter(upload: Readable, claim: Claim): AsyncGenerator<Buffer> {
  // Not destroyed when the writing fails: multer would take that for an error of its own, and pass it on instead.
  for await (const chunk of upload.iterator({ destroyOnReturn: false })) {
    claim.take(chunk.byteLength);
    yield chunk;
  }
}

/** Node tells a request that broke off by either code. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
