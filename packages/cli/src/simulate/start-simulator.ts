import type { AddressInfo } from 'node:net';

import { createSimulatorServer, type OnRequest } from './create-simulator-server.ts';

/** Options of startSimulator. All are optional. */
export interface SimulatorOptions {
  /** Default: any free port. */
  readonly port?: number | undefined;
  readonly onRequest?: OnRequest | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** The origin, such as `http://127.0.0.1:5507`. Ask for `/status/507` there. */
  readonly url: string;
  /** Stops listening and closes all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that answers `/status/507` as the query asks. It does not keep the process alive.
 *
 * @throws Error of `node:net` if the port cannot be used
 */
export async function startSimulator({ port = 0, onRequest }: SimulatorOptions = {}): Promise<Simulator> {
  const server = createSimulatorServer(onRequest);
  server.on('connection', (socket) => socket.unref());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
