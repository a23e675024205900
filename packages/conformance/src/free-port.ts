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

/** Resolves to whether something listens on a port. If not, waits a moment first. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    // Between two attempts, because an exit of nginx is noticed only when the event loop turns.
    socket.once('error', () => setTimeout(resolve, 10, false));
  });
}
