import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { connectToGateway } from '../connect-to-gateway.ts';
import { refuseOtherHosts } from '../refuse-other-hosts.ts';

/** Listens on PORT, by default any free port, and prints the address as the example services do. */
export function listen(server: Server): void {
  server.once('listening', () => {
    console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  refuseOtherHosts(server);
  connectToGateway(server);
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1');
}
