import type { AddressInfo, Socket } from 'node:net';

import type { Scenario, Subject } from './subject.ts';

/** Where a case's application listens. */
export interface Address {
  readonly port: number;
  readonly origin: string;
}

/** Runs the application of a scenario for as long as the given function takes. */
export async function withServer<T>(
  subject: Subject,
  scenario: Scenario,
  use: (address: Address) => Promise<T>,
): Promise<T> {
  const server = await subject.createServer(scenario);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    return await use({ port, origin: `http://127.0.0.1:${port}` });
  } finally {
    await new Promise((resolve) => {
      server.close(resolve);
      for (const socket of sockets) socket.destroy();
    });
  }
}
