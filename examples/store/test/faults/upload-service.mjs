// The Express service, with its ledger in a Redis Cluster or behind Redis Sentinel. Environment, besides that of the service:
// REDIS_CLUSTER or REDIS_SENTINEL, the ports on this machine, separated by commas.
import { createServer } from 'node:http';
import { FileStore, readConfig, runUntilSignal } from '@http507/example-store';
import { RedisLedger } from '@http507/guard';
import { createCluster, createSentinel } from 'redis';

import { createApp } from '../../../express/dist/app.js';

const portsOf = (list) => list.split(',').map(Number);

function createClient({ REDIS_CLUSTER, REDIS_SENTINEL }) {
  if (REDIS_CLUSTER) {
    return createCluster({
      rootNodes: portsOf(REDIS_CLUSTER).map((port) => ({ url: `redis://127.0.0.1:${port}` })),
    });
  }
  const sentinelRootNodes = portsOf(REDIS_SENTINEL).map((port) => ({ host: '127.0.0.1', port }));
  return createSentinel({ name: 'ledger', sentinelRootNodes });
}

const client = createClient(process.env);
client.on('error', () => undefined);
await client.connect();
const config = readConfig(process.env, 0);
const store = await FileStore.open(config, new RedisLedger(client));
const server = createServer(createApp(store)).listen(config.port, config.host);
runUntilSignal(server, { config, close: async () => client.destroy() });
