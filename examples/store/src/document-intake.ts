import type { IncomingMessage } from 'node:http';

import { bodyLength, mediaType } from './body-length.ts';
import { RequestError } from './request-error.ts';

/** How large a document may be; what every framework's JSON parser is told. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** What every framework's JSON parser unpacks, or is made to. */
const ENCODINGS = new Set(['identity', 'gzip', 'deflate', 'br']);

/**
 * Lets a document's body be read, as far as its headers tell; to be called before the JSON parser.
 *
 * @throws RequestError 415 when it is not JSON or packed in an unknown way, 413 when it is too large
 */
export function checkDocumentHeaders(request: IncomingMessage): void {
  if (mediaType(request) !== 'application/json') {
    throw new RequestError(415, 'unsupported_media_type', 'A document must be sent as application/json.');
  }
  if (!ENCODINGS.has(request.headers['content-encoding']?.toLowerCase() ?? 'identity')) {
    throw new RequestError(415, 'unsupported_media_type', 'A document may be packed as gzip, deflate or br.');
  }
  const bytes = bodyLength(request) ?? 1;
  if (bytes === 0) throw invalidDocument();
  if (bytes > MAX_DOCUMENT_BYTES)
    throw new RequestError(413, 'too_large', 'A document may take 1 MiB at most.');
}

/**
 * Refuses a body that has turned out to be empty: Express's parser, whose `verify` this is, takes that for an empty
 * object.
 *
 * @throws RequestError 400
 */
export function refuseEmptyDocument(_request: unknown, _response: unknown, body: Buffer): void {
  if (body.byteLength === 0) throw invalidDocument();
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

/**
 * Returns a document as it is stored.
 *
 * @throws RequestError 400 when it is nested so deeply that it can be parsed, but not be written again
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
