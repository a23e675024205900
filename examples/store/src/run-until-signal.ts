import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { StoreConfig } from './store-config.ts';

/** The store that a server uses. */
export interface Opened {
  readonly config: Pick<StoreConfig, 'dataDir'>;
  close(): Promise<void>;
}

/** How long requests in progress may take after a signal, in milliseconds. */
const GRACE = 5_000;

/**
 * Logs the address and the data folder once the server listens. Closes the server on SIGTERM or SIGINT: idle connections at once, others after
 * their response or the grace period. The process then exits; a second signal kills it. A server that cannot listen exits with 1.
 *
 * @param opened - closed last
 * @param close - the framework's own function, if closing the server is not enough
 */
export function runUntilSignal(server: Server, opened: Opened, close = () => closeServer(server)): void {
  server.once('listening', () => {
    const { address, family, port } = server.address() as AddressInfo;
    console.log(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
    console.log(`data in ${opened.config.dataDir}`);
  });
  server.once('error', (error) => {
    console.error(`HOST and PORT cannot be used: ${error.message}`);
    process.exit(1);
  });
  const stop = (): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    // Closes a connection after its response, and does not wait for another request.
    server.keepAliveTimeout = 1;
    setTimeout(() => server.closeAllConnections(), GRACE).unref();
    close()
      .then(() => opened.close())
      .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
      });
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
