import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';

import { vi } from 'vitest';

import { startPrivateRedis } from './private-redis.ts';

const cli = async (port: number, ...command: string[]): Promise<string> =>
  (await promisify(execFile)('redis-cli', ['-p', String(port), ...command])).stdout;

export interface PrivateRedisCluster {
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

/** Starts a Redis Cluster of three masters. */
export async function startPrivateRedisCluster(): Promise<PrivateRedisCluster> {
  const free = await freePorts(6);
  const ports = free.slice(0, 3);
  const nodes = await Promise.all(
    ports.map((port, index) =>
      startPrivateRedis(
        ...['--port', String(port), '--bind', '127.0.0.1'],
        // The default is the other port plus 10,000, which may be invalid.
        ...['--cluster-enabled', 'yes', '--cluster-port', String(free[index + 3])],
      ),
    ),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    await promisify(execFile)('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    await vi.waitFor(async () => {
      for (const port of ports) {
        if (!(await cli(port, 'cluster', 'info')).includes('cluster_state:ok')) throw new Error('not up');
      }
    }, 20_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
