import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import { MAX_HEAD } from './limits.ts';

/** How long a server may take to send its settings, in milliseconds. Node's HTTP/1 server neither answers nor closes. */
const PATIENCE = 1_000;

/**
 * Opens an HTTP/2 session on a socket. Resolves to undefined if the server does not speak HTTP/2: without TLS it must send its settings in time,
 * over TLS it must have selected the protocol.
 *
 * @param time - how long the whole exchange may take, in milliseconds
 */
export function openSession(
  socket: Socket,
  url: URL,
  time: number,
): Promise<http2.ClientHttp2Session | undefined> {
  if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') {
    socket.destroy();
    return Promise.resolve(undefined);
  }
  const session = http2.connect(url.origin, {
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: MAX_HEAD },
  });
  return new Promise((resolve) => {
    const settle = (result: http2.ClientHttp2Session | undefined): void => {
      clearTimeout(timer);
      if (!result) {
        session.destroy();
        socket.destroy();
      }
      resolve(result);
    };
    const timer = setTimeout(() => settle(undefined), Math.min(time, PATIENCE));
    // Stays, because a session without a listener ends the process.
    session.on('error', () => settle(undefined));
    session.once('close', () => settle(undefined));
    session.once('remoteSettings', () => settle(session));
  });
}
