import { Http2ServerRequest } from 'node:http2';

import type { Incoming } from './exchange.ts';

/** Returns how long the body of a request is by its headers, in bytes, or undefined when they do not say. */
export function bodyBytes(incoming: Incoming): number | undefined {
  const { headers } = incoming;
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = headers['content-length'];
  // Node takes digits only, but any number of them.
  if (length !== undefined) return Math.min(Number(length), Number.MAX_SAFE_INTEGER);
  return incoming instanceof Http2ServerRequest && !incoming.stream.endAfterHeaders ? undefined : 0;
}
