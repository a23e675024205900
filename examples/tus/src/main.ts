import { openService, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';

import { createApp } from './app.ts';
import { UploadStore } from './upload-store.ts';

// For an upload, a lease ends when it expires.
const env = { LEASE_SECONDS: '86400', ...process.env };
const opened = await openService(env, 5076, (config, ledger) => UploadStore.open(config, ledger));
const { config, store } = opened;
const server = createApp(store).listen(config.port, config.host);
lazyContinue(server);
// Ten times per lease, and at least once a minute.
setInterval(
  () => store.deleteExpired().catch(console.error),
  Math.min(config.leaseSeconds * 100, 60_000),
).unref();
runUntilSignal(server, opened);
