import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { vi } from 'vitest';

import { freePort } from '../../conformance/src/free-port.ts';
import { startPrivateRedis } from './private-redis.ts';

const QUICK_FAILOVER = [
  // The default is 15 s, in which a dead primary is not replaced.
  ...['--cluster-node-timeout', '2000'],
  // The default is 5 s, in which a primary waits for more replicas before it passes its keys on.
  ...['--repl-diskless-sync-delay', '0'],
];

const cli = async (port: number, ...command: string[]): Promise<string> =>
  (await promisify(execFile)('redis-cli', ['-p', String(port), ...command])).stdout;

export interface PrivateRedisCluster {
  readonly ports: readonly number[];
  /** Returns the port of the primary of a key. */
  primaryOf(key: string): Promise<number>;
  /** Kills the node on a port. Returns when it has exited. */
  kill(port: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis Cluster of three primaries, each with this many replicas. */
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
        ...(replicas > 0 ? QUICK_FAILOVER : []),
      ),
    ),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', String(replicas)];
    await promisify(execFile)('redis-cli', [...create, '--cluster-yes']);
    await vi.waitFor(async () => {
      for (const port of ports) {
        if (!(await cli(port, 'cluster', 'info')).includes('cluster_state:ok')) throw new Error('not up');
        const found = (await cli(port, 'cluster', 'nodes')).match(/ (?:myself,)?slave /g) ?? [];
        if (found.length !== 3 * replicas) throw new Error('not all replicas are known');
        if ((await cli(port, 'info', 'replication')).includes('master_link_status:down'))
          throw new Error('not in sync');
      }
    }, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const primaryOf = async (key: string): Promise<number> => {
    const [first = 0] = ports;
    const slot = Number(await cli(first, 'cluster', 'keyslot', key));
    for (const line of (await cli(first, 'cluster', 'nodes')).split('\n')) {
      // https://redis.io/docs/latest/commands/cluster-nodes: id, address, flags, five more, slots
      const [, address = '', , , , , , , ...ranges] = line.trim().split(' ');
      const isPrimary = ranges.some((range) => {
        const [start = 0, end = start] = range.split('-').map(Number);
        return slot >= start && slot <= end;
      });
      const port = ports.find((each) => address.includes(`:${each}@`));
      if (isPrimary && port !== undefined) return port;
    }
    throw new Error(`no node has slot ${slot}`);
  };
  const kill = async (port: number): Promise<void> => nodes[ports.indexOf(port)]?.stop();
  return { ports, primaryOf, kill, stop };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
