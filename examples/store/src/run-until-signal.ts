import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { StoreConfig } from './store-config.ts';

/** What a server works with. */
export interface Opened {
  readonly config: Pick<StoreConfig, 'dataDir'>;
  close(): Promise<void>;
}

/** How long requests under way may take to finish once a signal has come, in milliseconds. */
const GRACE = 5_000;

/**
 * Says where a server listens and keeps its files, as soon as it does, and closes it on SIGTERM or SIGINT: idle connections at once, the
 * others when their request is answered or the grace is over. The process then ends by itself; a second signal ends it
 * the hard way. A server that cannot listen ends the process with 1.
 *
 * @param opened - what the server works with, which is closed last
 * @param close - the framework's own way to close, when there is more to do than to close the server
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
    // A connection that has just had its answer is closed as well, not kept for a request that may never come.
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
