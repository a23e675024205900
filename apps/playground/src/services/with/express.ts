// The Express example, for a page of another origin.
import { createApp } from '@http507/example-express';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';
import cors from 'cors';
import express from 'express';

import { connectToGateway } from '../connect-to-gateway.ts';
import { EXPOSED, HEADERS, METHODS, ORIGINS } from '../cors-settings.ts';

const opened = await openStore(5071);
const { config, store } = opened;
const app = express();
app.disable('x-powered-by');
app.use(cors({ origin: ORIGINS, methods: METHODS, allowedHeaders: HEADERS, exposedHeaders: EXPOSED }));
app.use(createApp(store));
const server = app.listen(config.port, config.host);
lazyContinue(server);
connectToGateway(server, store.guard);
runUntilSignal(server, opened);
