import type { IncomingMessage } from 'node:http';

import { bodyLength, mediaType } from './body-length.ts';
import { RequestError } from './request-error.ts';

/** What a form may hold besides its file; multer and @fastify/multipart take it as it is. */
export const FORM_LIMITS = { files: 1, fields: 8, fieldSize: 1024, fileSize: Number.POSITIVE_INFINITY };

/** More than a form within the limits can take besides its file, in bytes. */
const OVERHEAD = 16 * 1024;

/** RFC 2046 allows up to 70 characters; the parsers differ in what they make of more. */
const BOUNDARY = /;\s*boundary=(?:"[^"]{1,70}"|[^\s";]{1,70}(?=[\s;]|$))/i;

/**
 * Lets a form's body be read, as far as its headers tell; to be called before the multipart parser.
 *
 * @throws RequestError 415 when it is not multipart/form-data, 400 without a boundary
 */
export function checkFormHeaders(request: IncomingMessage): void {
  if (mediaType(request) !== 'multipart/form-data') {
    throw new RequestError(415, 'unsupported_media_type', 'A form must be sent as multipart/form-data.');
  }
  if (!BOUNDARY.test(request.headers['content-type'] ?? '')) throw invalidForm();
}

/** Returns how long the file of a form is at least, in bytes: its own length is nowhere announced. */
export function leastFileLength(request: IncomingMessage): number {
  return Math.max(0, (bodyLength(request) ?? 0) - OVERHEAD);
}

/** Returns the error for a form that cannot be understood. */
export function invalidForm(): RequestError {
  return new RequestError(400, 'invalid_form', 'The form is incomplete, or not well-formed.');
}

/** Returns the error for a form without its file. */
export function missingFile(): RequestError {
  return new RequestError(400, 'missing_file', 'The form must hold one file, in the field "file".');
}
