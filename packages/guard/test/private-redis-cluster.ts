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
  /** Kills the master of a key, without a save. Returns when it has exited. */
  killMasterOf(key: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis Cluster of three masters, each with this many replicas. */
export async function startPrivateRedisCluster(replicas = 0): Promise<PrivateRedisCluster> {
  const size = 3 * (1 + replicas);
  const free = await freePorts(2 * size);
  const ports = free.slice(0, size);
  const nodes = await Promise.all(
    ports.map((port, index) =>
      startPrivateRedis(
        ...['--port', String(port), '--bind', '127.0.0.1'],
        // The default is the other port plus 10,000, which may be invalid.
        ...['--cluster-enabled', 'yes', '--cluster-port', String(free[index + size])],
        // The default is 15 s, in which a dead master is not replaced.
        ...['--cluster-node-timeout', '2000'],
      ),
    ),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    await promisify(execFile)('redis-cli', [
      '--cluster',
      'create',
      ...addresses,
      '--cluster-replicas',
      String(replicas),
      '--cluster-yes',
    ]);
    await vi.waitFor(async () => {
      for (const port of ports) {
        if (!(await cli(port, 'cluster', 'info')).includes('cluster_state:ok')) throw new Error('not up');
        if ((await cli(port, 'info', 'replication')).includes('master_link_status:down'))
          throw new Error('not in sync');
      }
      const found = (await cli(ports[0] as number, 'cluster', 'nodes')).match(/ slave /g) ?? [];
      if (found.length !== 3 * replicas) throw new Error('not all replicas are known');
    }, 20_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const killMasterOf = async (key: string): Promise<void> => {
    const [first = 0] = ports;
    const slot = Number(await cli(first, 'cluster', 'keyslot', key));
    for (const line of (await cli(first, 'cluster', 'nodes')).split('\n')) {
      // https://redis.io/docs/latest/commands/cluster-nodes: id, address, flags, …, slots
      const [, address = '', , , , , , , ...ranges] = line.trim().split(' ');
      const isMaster = ranges.some((range) => {
        const [start = 0, end = start] = range.split('-').map(Number);
        return slot >= start && slot <= end;
      });
      if (isMaster) await nodes[ports.findIndex((port) => address.includes(`:${port}@`))]?.stop();
    }
  };
  return { ports, killMasterOf, stop };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
