import type { IncomingMessage } from 'node:http';

import { bodyLength, mediaType } from './body-length.ts';
import { RequestError } from './request-error.ts';

/** Limits for a form, in the format of multer and @fastify/multipart. */
export const FORM_LIMITS = { files: 1, fields: 8, fieldSize: 1024, fileSize: Number.POSITIVE_INFINITY };

/** More than the overhead of any form within the limits, in bytes. */
const OVERHEAD = 16 * 1024;

/** RFC 2046 allows up to 70 characters. Parsers treat longer ones differently. */
const BOUNDARY = /;\s*boundary=(?:"[^"]{1,70}"|[^\s";]{1,70}(?=[\s;]|$))/i;

/**
 * Checks the headers of a form. Call it before the multipart parser.
 *
 * @throws RequestError 415 when it is not multipart/form-data, 400 without a boundary
 */
export function checkFormHeaders(request: IncomingMessage): void {
  if (mediaType(request) !== 'multipart/form-data') {
    throw new RequestError(415, 'unsupported_media_type', 'A form must be sent as multipart/form-data.');
  }
  if (!BOUNDARY.test(request.headers['content-type'] ?? '')) throw invalidForm();
}

/** Returns the minimum length of the file in a form, in bytes. Its exact length is not announced. */
export function leastFileLength(request: IncomingMessage): number {
  return Math.max(0, (bodyLength(request) ?? 0) - OVERHEAD);
}

/** Returns the error for a malformed form. */
export function invalidForm(): RequestError {
  return new RequestError(400, 'invalid_form', 'The form is incomplete or malformed.');
}

/** Returns the error for a form without a file. */
export function missingFile(): RequestError {
  return new RequestError(400, 'missing_file', 'The form must contain one file in the field "file".');
}
