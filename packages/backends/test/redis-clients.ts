import { Redis } from 'ioredis';
import { createClient } from 'redis';

export type NodeRedis = ReturnType<typeof createClient>;

/** Both drivers, connected to one server. */
export interface RedisClients {
  readonly node: NodeRedis;
  readonly io: Redis;
  close(): void;
}

/** Connects to a server through its Unix socket. */
export async function connectRedis(path: string): Promise<RedisClients> {
  const node = createClient({ socket: { path, tls: false, reconnectStrategy: false } });
  const io = new Redis({ path, retryStrategy: () => null });
  // The server may stop before the clients. Without a listener, that would end the process.
  for (const client of [node, io]) (client as Redis).on('error', () => undefined);
  await node.connect();
  await io.ping();
  return {
    node: node as NodeRedis,
    io,
    close() {
      node.destroy();
      io.disconnect();
    },
  };
}
