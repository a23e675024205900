import { openService, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/express';

import { createApp } from './app.ts';
import { WebdavStore } from './webdav-store.ts';

const opened = await openService(process.env, 5075, WebdavStore.open);
const { config, store } = opened;
const server = createApp(store).listen(config.port, config.host);
// A refused client that waits for `100 Continue` sends nothing of its upload.
lazyContinue(server);
runUntilSignal(server, opened);
