import net from 'node:net';
import tls from 'node:tls';

import { ConnectionError } from './connection-error.ts';
import { seconds } from './seconds.ts';

/**
 * Connects to the host of a URL. For HTTP/1, the socket is paused, so that nothing is read before the caller resumes it. Node's HTTP/2 session
 * reads only from a socket that was never paused.
 *
 * @param alpn - the protocol to offer over TLS
 * @param time - in milliseconds
 * @throws ConnectionError
 */
export function connect(url: URL, alpn: 'http/1.1' | 'h2', time: number): Promise<net.Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  return new Promise((resolve, reject) => {
    const socket = secure
      ? tls.connect({ host, port, ALPNProtocols: [alpn], ...(net.isIP(host) === 0 && { servername: host }) })
      : net.connect({ host, port });
    // Before the connection, because Node begins to read as soon as there is one. A TLS handshake has to read.
    if (!secure && alpn !== 'h2') socket.pause();
    let connected = false;
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new ConnectionError(url, error, secure && connected));
    };
    const timer = setTimeout(() => fail(new Error(`no connection within ${seconds(time)}`)), time);
    socket.once('error', fail);
    socket.once('connect', () => {
      connected = true;
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      if (alpn !== 'h2') socket.pause();
      resolve(socket);
    });
  });
}
