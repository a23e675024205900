// The Koa example, for a page of another origin.
import { createApp } from '@http507/example-koa';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/koa';
import Koa from 'koa';

import { connectToGateway } from '../connect-to-gateway.ts';
import { koaCors } from '../koa-cors.ts';
import { refuseOtherHosts } from '../refuse-other-hosts.ts';

const opened = await openStore(5073);
const { config, store } = opened;
const app = new Koa();
app.use(koaCors());
for (const middleware of createApp(store).middleware) app.use(middleware);
const server = app.listen(config.port, config.host);
lazyContinue(server);
refuseOtherHosts(server);
connectToGateway(server, store.guard);
runUntilSignal(server, opened);
