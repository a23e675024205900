import { FileStore, readConfig } from '@http507/example-store';
import { RedisLedger } from '@http507/guard';
import { createSentinel } from 'redis';

/**
 * Opens the store that the environment configures, with its ledger in Redis behind Sentinel. REDIS_SENTINEL is the port of a sentinel on this
 * machine.
 */
export async function openSentinelStore() {
  const client = createSentinel({
    name: 'ledger',
    sentinelRootNodes: [{ host: '127.0.0.1', port: Number(process.env.REDIS_SENTINEL) }],
  });
  client.on('error', () => undefined);
  await client.connect();
  const config = readConfig(process.env, 0);
  const store = await FileStore.open(config, new RedisLedger(client));
  return { config, store, close: async () => client.destroy() };
}
