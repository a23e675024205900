import { FileStore, readConfig } from '@http507/example-store';
import { RedisLedger } from '@http507/guard';
import { Cluster } from 'ioredis';
import { createCluster, createSentinel } from 'redis';

/**
 * Opens the store that the environment configures, with its ledger in a Redis Cluster or behind Redis Sentinel. Environment, besides that of the
 * service: REDIS_SENTINEL, the port of a sentinel on this machine; or REDIS_CLUSTER, the ports of the nodes on this machine, separated by commas,
 * and REDIS_CLIENT, `redis` or `ioredis`.
 */
export async function openRedisStore() {
  const { client, close } = await connect(process.env);
  const config = readConfig(process.env, 0);
  const store = await FileStore.open(config, new RedisLedger(client));
  return { config, store, close: async () => close() };
}

async function connect({ REDIS_SENTINEL, REDIS_CLUSTER = '', REDIS_CLIENT }) {
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
