import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';

/**
 * Makes a server send `100 Continue` only when the body is first read. A client that waits for it then does not send an upload that
 * is rejected. Node itself sends it before any handler runs.
 *
 * Has no effect if the server already has a `checkContinue` listener.
 *
 * @param server - a server of node:http, node:https or node:http2, such as the return value of Express's `app.listen()`
 * @throws TypeError if it is not a server
 */
export function lazyContinue(server: Server): void {
  // Not by class: Bun's servers are not instances of net.Server.
  if (typeof server?.address !== 'function')
    throw new TypeError('server must be a server, such as the return value of app.listen()');
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
