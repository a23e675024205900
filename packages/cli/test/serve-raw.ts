import net, { type Socket } from 'node:net';

import { listen } from '@http507/conformance';

/** Serves bytes of one's own until the running test ends, and resolves to the origin. The function gets every connection. */
export function serveRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    // The client resets what it has read enough of.
    socket.on('error', () => {});
    onConnection(socket);
  });
  return listen(server);
}

/** Serves the same bytes in answer to every request, and then does something with the connection. */
export function serveBytes(
  bytes: string | Buffer,
  then: (socket: Socket) => void = () => {},
): Promise<string> {
  return serveRaw((socket) => {
    socket.once('data', () => socket.write(bytes, () => then(socket)));
  });
}
