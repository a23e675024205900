import { bodyLength, RequestError } from '@http507/example-store';
import type { Request } from 'express';

import { decodeAwsChunked } from './aws-chunked.ts';

/**
 * Returns the length of the object that a request uploads, in bytes, or undefined if it announces none.
 *
 * @throws RequestError 400 for an invalid length
 */
export function objectLength(request: Request): number | undefined {
  if (!isAwsChunked(request)) return bodyLength(request);
  const length = request.headers['x-amz-decoded-content-length'];
  if (length === undefined) return undefined;
  if (typeof length === 'string' && /^\d{1,15}$/.test(length)) return Number(length);
  throw new RequestError(400, 'bad_request', 'X-Amz-Decoded-Content-Length must be a number of bytes.');
}

/** Returns the content of the object that a request uploads. */
export function objectContent(request: Request): AsyncIterable<unknown> {
  return isAwsChunked(request)
    ? decodeAwsChunked(request.iterator({ destroyOnReturn: false }), objectLength(request))
    : request;
}

/** The SDKs announce this coding in either header. */
function isAwsChunked({ headers }: Request): boolean {
  return (
    /^STREAMING-/.test(String(headers['x-amz-content-sha256'])) ||
    /(?:^|[\s,])aws-chunked(?:$|[\s,])/i.test(headers['content-encoding'] ?? '')
  );
}
