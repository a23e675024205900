// The Express service, with its ledger in a Redis Cluster or behind Redis Sentinel.
import { createServer } from 'node:http';
import { runUntilSignal } from '@http507/example-store';

import { createApp } from '../../../express/dist/app.js';
import { openRedisStore } from './open-redis-store.mjs';

const opened = await openRedisStore();
const { config, store } = opened;
runUntilSignal(createServer(createApp(store)).listen(config.port, config.host), opened);
