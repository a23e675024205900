import { once } from 'node:events';
import net from 'node:net';

/** Resolves to a port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Tells, after a moment when it does not, whether something listens on a port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    // Once around the event loop between two attempts, so that the exit of nginx is seen.
    socket.once('error', () => setTimeout(resolve, 10, false));
  });
}
