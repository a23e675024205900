// The Express example, for a page of another origin.
import { createApp } from '@http507/example-express';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';
import cors from 'cors';
import express from 'express';

import { connectToGateway } from '../connect-to-gateway.ts';
import { CORS_OPTIONS } from '../cors-options.ts';
import { refuseOtherHosts } from '../refuse-other-hosts.ts';

const opened = await openStore(5071);
const { config, store } = opened;
const app = express();
app.disable('x-powered-by');
app.use(cors(CORS_OPTIONS));
app.use(createApp(store));
const server = app.listen(config.port, config.host);
lazyContinue(server);
refuseOtherHosts(server);
connectToGateway(server, store.guard);
runUntilSignal(server, opened);
