import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FileStore, type OpenService, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';

import { readSettings } from './prometheus-settings.ts';
import { type Prometheus, startPrometheus } from './start-prometheus.ts';
import { startTelemetry } from './telemetry.ts';

/**
 * Serves a file store with metrics, and starts a Prometheus that scrapes it. Runs until a signal.
 *
 * @param open - opens the store
 */
export async function serveObserved(open: () => Promise<OpenService<FileStore>>): Promise<void> {
  const settings = readSettings(process.env);
  const telemetry = startTelemetry();
  // Only now, because its modules are instrumented as they are loaded.
  const { createObservedApp } = await import('./app.ts');

  const opened = await open();
  const { config, store } = opened;
  const server = createServer(createObservedApp(store, telemetry.answerScrape));
  lazyContinue(server);
  let prometheus: Prometheus | undefined;
  runUntilSignal(server, {
    config,
    async close() {
      await prometheus?.stop();
      await telemetry.close();
      await opened.close();
    },
  });
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  prometheus = await startPrometheus(
    address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    settings,
  );
}
