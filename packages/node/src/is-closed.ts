import { Http2ServerResponse } from 'node:http2';

import type { Outgoing } from './exchange.ts';

/** Tells whether a response has closed, so that no `close` is to be waited for. */
export function isClosed(outgoing: Outgoing): boolean {
  return outgoing instanceof Http2ServerResponse ? outgoing.stream.destroyed : outgoing.destroyed;
}
