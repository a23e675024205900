import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';

/**
 * Makes a server answer `Expect: 100-continue` only when the body is first read, so that a client which waits for it
 * and is refused sends no byte of its upload. Node itself answers before any handler runs.
 *
 * A server that has a `checkContinue` listener already is left as it is.
 *
 * @param server - a server of node:http, node:https or node:http2, such as what an Express application's `listen` returns
 * @throws TypeError when it is none, such as the application itself
 */
export function lazyContinue(server: Server): void {
  // Not by its class: Bun's servers are none of node:net.
  if (typeof server?.address !== 'function')
    throw new TypeError('server must be a server, such as what app.listen() returns');
  if (server.listenerCount('checkContinue') > 0) return;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const read = request._read;
    request._read = (size) => {
      request._read = read;
      if (!response.headersSent) response.writeContinue();
      Reflect.apply(read, request, [size]);
    };
    server.emit('request', request, response);
  });
}
