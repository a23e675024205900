// The Express service, with its ledger in Redis behind Sentinel. Environment, besides that of the service: REDIS_SENTINEL, the port of
// a sentinel on this machine.
import { createServer } from 'node:http';
import { FileStore, readConfig, runUntilSignal } from '@http507/example-store';
import { RedisLedger } from '@http507/guard';
import { createSentinel } from 'redis';

import { createApp } from '../../../express/dist/app.js';

const client = createSentinel({
  name: 'ledger',
  sentinelRootNodes: [{ host: '127.0.0.1', port: Number(process.env.REDIS_SENTINEL) }],
});
client.on('error', () => undefined);
await client.connect();
const config = readConfig(process.env, 0);
const store = await FileStore.open(config, new RedisLedger(client));
const server = createServer(createApp(store)).listen(config.port, config.host);
runUntilSignal(server, { config, close: async () => client.destroy() });
