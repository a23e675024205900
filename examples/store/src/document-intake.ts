import type { IncomingMessage } from 'node:http';

import { bodyLength, mediaType } from './body-length.ts';
import type { FileStore } from './file-store.ts';
import { RequestError } from './request-error.ts';

/** How large a document may be; what every framework's JSON parser is told. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * Lets a document's body be read; to be called before the JSON parser.
 *
 * @throws RequestError 415 when it is not JSON, 413 when it is too large, StorageExhaustedError when there is no room
 */
export function admitDocument(store: FileStore, request: IncomingMessage): void {
  if (mediaType(request) !== 'application/json') {
    throw new RequestError(415, 'unsupported_media_type', 'A document must be sent as application/json.');
  }
  const bytes = bodyLength(request) ?? 1;
  // Express's parser takes no body for an empty object.
  if (bytes === 0) throw invalidDocument();
  if (bytes > MAX_DOCUMENT_BYTES)
    throw new RequestError(413, 'too_large', 'A document may take 1 MiB at most.');
  if (bytes > Math.max(0, store.room.free)) throw store.room.exhausted(bytes);
}

/**
 * Returns a parsed body when it is a document.
 *
 * @throws RequestError 400 for anything but an object or an array
 */
export function checkDocument(body: unknown): object {
  if (typeof body === 'object' && body !== null) return body;
  throw invalidDocument();
}

function invalidDocument(): RequestError {
  return new RequestError(400, 'invalid_json', 'A document must be a JSON object or array.');
}
