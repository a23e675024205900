import type { IncomingMessage } from 'node:http';
import { constants, Http2ServerResponse } from 'node:http2';

import type { Incoming, Outgoing } from './exchange.ts';
import { linger } from './linger.ts';

/** Prepares a response, before it is written, so that it arrives even while the client is still sending. */
export function deliver(incoming: Incoming, outgoing: Outgoing): void {
  if (outgoing instanceof Http2ServerResponse) {
    stopUpload(incoming, outgoing);
    return;
  }
  // The handler may have set another, with anything in it.
  outgoing.statusMessage = 'Insufficient Storage';
  linger(incoming as IncomingMessage, outgoing);
}

/** Tells an HTTP/2 client, once it has its answer, to send no more (RFC 9113, section 8.1). */
function stopUpload(incoming: Incoming, outgoing: Http2ServerResponse): void {
  outgoing.once('finish', () => {
    if (!incoming.complete) outgoing.stream.close(constants.NGHTTP2_NO_ERROR);
  });
}
