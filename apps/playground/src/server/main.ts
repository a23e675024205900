// The playground: starts the eight services and serves the page. start-playground.ts starts it. Environment: PORT, PLAYGROUND_ALLOW.
import type { FastifyInstance } from 'fastify';

import { readAllowedHosts } from './allowed-hosts.ts';
import { EventStream } from './event-stream.ts';
import { findFreePort } from './find-free-port.ts';
import { findNginx } from './find-nginx.ts';
import { Nginx } from './nginx.ts';
import { Services } from './services.ts';
import { StateFeed } from './state-feed.ts';

const folder = process.env.PLAYGROUND_FOLDER ?? '';
const anyPort = process.env.PORT === '0';
const events = new EventStream();
let services: Services | undefined;
let gateway: FastifyInstance | undefined;
let nginx: Nginx | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
process.once('disconnect', stop);

try {
  const allowedHosts = readAllowedHosts(process.env.PLAYGROUND_ALLOW);
  const port = anyPort ? await findFreePort() : 5070;
  const pageOrigins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  const starting = Services.start({
    folder,
    mayMount: process.env.PLAYGROUND_MAY_MOUNT === '1',
    anyPort,
    pageOrigins,
    onReport: (report) => events.send('report', report),
  });
  // Loaded while the services start.
  const [started, nginxVersion, { createGateway }] = await Promise.all([
    starting,
    findNginx(),
    import('./create-gateway.ts'),
  ]);
  services = started;
  const origins = new Map(started.all.map(({ id, origin }) => [id, origin]));
  nginx = new Nginx(folder, origins);
  const states = new StateFeed(started, events, {
    allowedHosts,
    ...(nginxVersion !== undefined && { nginx: nginxVersion }),
  });
  gateway = createGateway({
    pageOrigins,
    services: started,
    events,
    states,
    nginx,
    allowedHosts,
  });
  await gateway.listen({ host: '127.0.0.1', port });
  states.start();
  process.send?.({ page: pageOrigins[0], services: Object.fromEntries(origins) });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
  stop();
}

function stop(): void {
  events.close();
  Promise.all([gateway?.close(), services?.stop(), nginx?.stop()]).then(
    () => process.exit(),
    () => process.exit(1),
  );
}
