import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

/**
 * Resolves to a port that nothing listens on. It is below those that systems assign (32768 and above on Linux), so that no other program gets
 * it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const server = net.createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
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
