import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';

import { createApp } from './app.ts';

const opened = await openStore(5077);
const { config, store } = opened;
const server = createApp(store).listen(config.port, config.host);
// The AWS SDKs wait for `100 Continue`. A refused upload then sends nothing.
lazyContinue(server);
runUntilSignal(server, opened);
