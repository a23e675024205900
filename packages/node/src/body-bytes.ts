import { Http2ServerRequest } from 'node:http2';

import type { Incoming } from './exchange.ts';

/** Returns the length of a request body in bytes according to its headers, or undefined if they do not contain it. */
export function bodyBytes(incoming: Incoming): number | undefined {
  const { headers } = incoming;
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = headers['content-length'];
  // Node accepts only digits, but any number of them.
  if (length !== undefined) return Math.min(Number(length), Number.MAX_SAFE_INTEGER);
  return incoming instanceof Http2ServerRequest && !incoming.stream.endAfterHeaders ? undefined : 0;
}
