import type { AddressInfo, Socket } from 'node:net';

import type { Scenario, Subject } from './subject.ts';

/** The address of a case's application. */
export interface Address {
  readonly port: number;
  readonly origin: string;
}

/** Runs a scenario's application until a function has settled. */
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
