// The Express service, with its ledger in a Redis Cluster or behind Redis Sentinel. Environment, besides that of the service:
// REDIS_SENTINEL, the port of a sentinel on this machine; or REDIS_CLUSTER, the ports of the nodes on this machine, separated by commas,
// and REDIS_CLIENT, `redis` or `ioredis`.
import { createServer } from 'node:http';
import { FileStore, readConfig, runUntilSignal } from '@http507/example-store';
import { RedisLedger } from '@http507/guard';
import { Cluster } from 'ioredis';
import { createCluster, createSentinel } from 'redis';

import { createApp } from '../../../express/dist/app.js';

async function open({ REDIS_SENTINEL, REDIS_CLUSTER = '', REDIS_CLIENT }) {
  const addresses = REDIS_CLUSTER.split(',').map((port) => ({ host: '127.0.0.1', port: Number(port) }));
  if (REDIS_CLIENT === 'ioredis') {
    const client = new Cluster(addresses).on('error', () => undefined);
    return { client, close: () => client.disconnect() };
  }
  const client = REDIS_SENTINEL
    ? createSentinel({
        name: 'ledger',
        sentinelRootNodes: [{ host: '127.0.0.1', port: Number(REDIS_SENTINEL) }],
      })
    : createCluster({ rootNodes: addresses.map((socket) => ({ socket })) });
  client.on('error', () => undefined);
  await client.connect();
  return { client, close: () => client.destroy() };
}

const { client, close } = await open(process.env);
const config = readConfig(process.env, 0);
const store = await FileStore.open(config, new RedisLedger(client));
const server = createServer(createApp(store)).listen(config.port, config.host);
runUntilSignal(server, { config, close: async () => close() });
