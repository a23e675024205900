// The Fastify example, for a page of another origin.
import cors from '@fastify/cors';
import { createApp } from '@http507/example-fastify';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/fastify';

import { connectToGateway } from '../connect-to-gateway.ts';
import { CORS_OPTIONS } from '../cors-options.ts';
import { refuseOtherHosts } from '../refuse-other-hosts.ts';

const opened = await openStore(5072);
const { config, store } = opened;
const app = createApp(store);
app.register(cors, CORS_OPTIONS);
lazyContinue(app.server);
refuseOtherHosts(app.server);
connectToGateway(app.server, store.guard);
runUntilSignal(app.server, opened, () => app.close());
await app.listen({ port: config.port, host: config.host });
