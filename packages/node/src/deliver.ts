import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { constants, Http2ServerResponse } from 'node:http2';

import type { Incoming, Outgoing } from './exchange.ts';
import { linger } from './linger.ts';

/** Prepares a response so that it arrives even while the client is still sending. Call this before writing the response. */
export function deliver(incoming: Incoming, outgoing: Outgoing, status: number): void {
  if (outgoing instanceof Http2ServerResponse) {
    stopUpload(incoming, outgoing);
    return;
  }
  // Set by the handler. Node's own text for the status is set only when there is none.
  if (outgoing.statusMessage) outgoing.statusMessage = STATUS_CODES[status] ?? '';
  linger(incoming as IncomingMessage, outgoing);
}

/** Tells an HTTP/2 client to stop sending once it has the response (RFC 9113, section 8.1). */
function stopUpload(incoming: Incoming, outgoing: Http2ServerResponse): void {
  outgoing.once('finish', () => {
    if (!incoming.complete) outgoing.stream.close(constants.NGHTTP2_NO_ERROR);
  });
}
