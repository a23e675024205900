import { setTimeout as wait } from 'node:timers/promises';
import { createCluster } from 'redis';

/** How long a client may take to connect, in milliseconds. */
const CONNECT_TIME = 2_000;
const ATTEMPTS = 30;

/**
 * Connects to the Redis Cluster on these ports of this machine. Replaces a client that does not connect in time: if a primary is dead when
 * node-redis connects, it waits for that primary forever, even after a replica has taken over.
 *
 * @throws Error if no client connects
 */
export async function connectRedisCluster(ports: readonly number[]): Promise<ReturnType<typeof createOn>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const client = createOn(ports);
    const connected = new Promise((resolve) => client.once('connect', resolve));
    // Rejects when the client is destroyed, too.
    client.connect().catch(() => undefined);
    await Promise.race([connected, wait(CONNECT_TIME)]);
    if (client.isReady) return client;
    client.destroy();
  }
  throw new Error('The Redis Cluster cannot be reached');
}

function createOn(ports: readonly number[]) {
  const rootNodes = ports.map((port) => ({ url: `redis://127.0.0.1:${port}` }));
  return createCluster({ rootNodes }).on('error', () => undefined);
}
