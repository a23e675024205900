import { Http2ServerResponse } from 'node:http2';

import type { Outgoing } from './exchange.ts';

/** Returns whether a response is closed and will not emit 'close' again. */
export function isClosed(outgoing: Outgoing): boolean {
  return outgoing instanceof Http2ServerResponse ? outgoing.stream.destroyed : outgoing.destroyed;
}
