import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { bodyLength, mediaType } from './body-length.ts';
import type { FileStore, PendingFile } from './file-store.ts';
import { RequestError } from './request-error.ts';

/** What a form may hold besides its file; multer and @fastify/multipart take it as it is. */
export const FORM_LIMITS = { files: 1, fields: 8, fieldSize: 1024, fileSize: Number.POSITIVE_INFINITY };

/** More than a form within the limits can take besides its file, in bytes. */
const OVERHEAD = 16 * 1024;

/** RFC 2046 allows up to 70 characters; the parsers differ in what they make of more. */
const BOUNDARY = /;\s*boundary=(?:"[^"]{1,70}"|[^\s";]{1,70}(?=[\s;]|$))/i;

/**
 * Lets a form's body be read; to be called before the multipart parser. Which file it replaces is not known yet, so
 * it is refused when it cannot fit whichever that is.
 *
 * @throws RequestError 415 when it is not multipart/form-data, 400 without a boundary, StorageExhaustedError when there is no room
 */
export function admitForm(store: FileStore, request: IncomingMessage): void {
  if (mediaType(request) !== 'multipart/form-data') {
    throw new RequestError(415, 'unsupported_media_type', 'A form must be sent as multipart/form-data.');
  }
  if (!BOUNDARY.test(request.headers['content-type'] ?? '')) throw invalidForm();
  const bytes = leastFileLength(request);
  if (bytes > store.room.most && bytes > 0) throw store.room.exhausted(bytes);
}

/** Receives the file of a form, under the name that the form gives it. See `FileStore.receive` for what it throws. */
export async function receiveFormFile(
  store: FileStore,
  request: IncomingMessage,
  name: string,
  content: Readable,
): Promise<PendingFile> {
  return await store.receive(name, content, leastFileLength(request));
}

/** Returns the error for a form that cannot be understood. */
export function invalidForm(): RequestError {
  return new RequestError(400, 'invalid_form', 'The form is incomplete, or not well-formed.');
}

/** Returns the error for a form without its file. */
export function missingFile(): RequestError {
  return new RequestError(400, 'missing_file', 'The form must hold one file, in the field "file".');
}

function leastFileLength(request: IncomingMessage): number {
  return Math.max(0, (bodyLength(request) ?? 0) - OVERHEAD);
}
