// The Express service, with its ledger in Redis behind Sentinel.
import { createServer } from 'node:http';
import { runUntilSignal } from '@http507/example-store';

import { createApp } from '../../../express/dist/app.js';
import { openSentinelStore } from './open-sentinel-store.mjs';

const opened = await openSentinelStore();
const { config, store } = opened;
runUntilSignal(createServer(createApp(store)).listen(config.port, config.host), opened);
