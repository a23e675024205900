import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/fastify';

import { createApp } from './app.ts';

const opened = await openStore(5072);
const { config, store } = opened;
const app = createApp(store);
// A refused client that waits for `100 Continue` sends nothing of its upload.
lazyContinue(app.server);
runUntilSignal(app.server, opened, () => app.close());
await app.listen({ port: config.port, host: config.host });
