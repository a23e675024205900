// The playground: starts the eight services and serves the page. start.ts starts it. Environment: PORT, PLAYGROUND_ALLOW.
import { startLab } from 'http507';

import { readAllowedHosts } from './allowed-hosts.ts';
import { createGateway } from './create-gateway.ts';
import { EventStream } from './event-stream.ts';
import { findNginx, type Nginx, startNginx } from './nginx.ts';
import { Services } from './services.ts';

/** How often the figures are read while a page is open, in milliseconds. */
const INTERVAL = 150;

const anyPort = process.env.PORT === '0';
const events = new EventStream();
const allowedHosts = readAllowedHosts(process.env.PLAYGROUND_ALLOW);
const nginxVersion = findNginx();
let services: Services | undefined;
let pageOrigins: readonly string[] = [];
let nginx: Promise<Nginx> | undefined;
let lastState = '';
let open = (): void => undefined;
const ready = new Promise<void>((resolve) => {
  open = resolve;
});

const gateway = createGateway({
  pageOrigins: () => pageOrigins,
  ready,
  services: theServices,
  events,
  lab: await startLab(),
  nginx: () => {
    nginx ??= startNginx(new Map(theServices().all.map(({ id, origin }) => [id, origin])));
    return nginx;
  },
  allowedHosts,
  sendState: () => sendState(true),
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
process.once('disconnect', stop);

try {
  const address = await gateway.listen({ host: '127.0.0.1', port: anyPort ? 0 : 5070 });
  const { port } = new URL(address);
  pageOrigins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  services = await Services.start({
    folder: process.env.PLAYGROUND_FOLDER ?? '',
    mayMount: process.env.PLAYGROUND_MAY_MOUNT === '1',
    anyPort,
    pageOrigins,
    onReport: (report) => {
      events.send('report', report);
      if (report.type === 'process') sendState(false).catch(() => undefined);
    },
  });
  open();
  setInterval(() => {
    if (!events.isWatched) return;
    for (const service of theServices().all) service.measure();
    sendState(false).catch(() => undefined);
  }, INTERVAL);
  const origins = services.all.map(({ id, origin }) => [id, origin]);
  process.send?.({ page: pageOrigins[0], services: Object.fromEntries(origins) });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
  stop();
}

function theServices(): Services {
  if (!services) throw new Error('The services have not started yet');
  return services;
}

/** @param always - also if nothing has changed, for a page that has just connected */
async function sendState(always: boolean): Promise<void> {
  const state = {
    services: await theServices().states(),
    allowedHosts,
    ...(nginxVersion !== undefined && { nginx: nginxVersion }),
  };
  const text = JSON.stringify(state);
  if (text === lastState && !always) return;
  lastState = text;
  events.send('state', state);
}

function stop(): void {
  services?.stop();
  nginx?.then((running) => running.stop()).catch(() => undefined);
  events.close();
  gateway.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
}
