import type { IncomingMessage } from 'node:http';

import { bodyLength, mediaType } from './body-length.ts';
import { RequestError } from './request-error.ts';

/** The length limit for a document, in bytes. Every framework's JSON parser gets it. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** The content codings that every framework's JSON parser decodes, or is extended to decode. */
const ENCODINGS = new Set(['identity', 'gzip', 'deflate', 'br']);

/**
 * Checks the headers of a document. Call it before the JSON parser.
 *
 * @throws RequestError 415 when it is not JSON or has an unknown content coding, 413 when it is too large
 */
export function checkDocumentHeaders(request: IncomingMessage): void {
  if (mediaType(request) !== 'application/json') {
    throw new RequestError(415, 'unsupported_media_type', 'A document must be sent as application/json.');
  }
  if (!ENCODINGS.has(request.headers['content-encoding']?.toLowerCase() ?? 'identity')) {
    throw new RequestError(
      415,
      'unsupported_media_type',
      'The content coding of a document must be gzip, deflate or br.',
    );
  }
  const bytes = bodyLength(request) ?? 1;
  if (bytes === 0) throw invalidDocument();
  if (bytes > MAX_DOCUMENT_BYTES)
    throw new RequestError(413, 'too_large', 'A document must not exceed 1 MiB.');
}

/**
 * Rejects an empty body, which Express's parser would turn into an empty object. Use it as the parser's `verify`.
 *
 * @throws RequestError 400
 */
export function refuseEmptyDocument(_request: unknown, _response: unknown, body: Buffer): void {
  if (body.byteLength === 0) throw invalidDocument();
}

/**
 * Returns a parsed body if it is a document.
 *
 * @throws RequestError 400 for anything but an object or an array
 */
export function checkDocument(body: unknown): object {
  if (typeof body === 'object' && body !== null) return body;
  throw invalidDocument();
}

/**
 * Returns the bytes of a document for storage.
 *
 * @throws RequestError 400 when it is nested so deeply that it can be parsed but not serialized
 */
export function serializeDocument(document: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(document));
  } catch (error) {
    throw error instanceof RangeError ? invalidDocument() : error;
  }
}

function invalidDocument(): RequestError {
  return new RequestError(
    400,
    'invalid_json',
    'A document must be a JSON object or array, not nested too deeply.',
  );
}
