import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';

import { freePort } from '../../../../packages/conformance/src/free-port.ts';
import { startPrivateRedis } from '../../../../packages/guard/test/private-redis.ts';

/** A Redis primary with a replica, watched by one Sentinel. */
export interface PrivateSentinel {
  readonly sentinelPort: number;
  /** Kills the primary. Sentinel then promotes the replica. */
  killPrimary(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the three servers. Returns when Sentinel knows both Redis servers.
 *
 * @param downAfter - how long the primary must be away before Sentinel replaces it, in milliseconds
 */
export async function startPrivateSentinel(name: string, downAfter = 1_000): Promise<PrivateSentinel> {
  const [primaryPort, replicaPort, sentinelPort] = [await freePort(), await freePort(), await freePort()];
  const onPort = (port: number, ...options: string[]) =>
    startPrivateRedis('--port', String(port), '--bind', '127.0.0.1', ...options);
  const primary = await onPort(primaryPort);
  const replica = await onPort(replicaPort, '--replicaof', '127.0.0.1', String(primaryPort));
  const folder = mkdtempSync(join(tmpdir(), 'http507-sentinel-'));
  const config = join(folder, 'sentinel.conf');
  writeFileSync(
    config,
    `port ${sentinelPort}
bind 127.0.0.1
dir ${folder}
sentinel monitor ${name} 127.0.0.1 ${primaryPort} 1
sentinel down-after-milliseconds ${name} ${downAfter}
sentinel failover-timeout ${name} 10000
`,
  );
  const sentinel = spawn('redis-server', [config, '--sentinel'], { stdio: 'ignore' });
  const ended = once(sentinel, 'exit');
  const stop = async (): Promise<void> => {
    sentinel.kill('SIGKILL');
    await ended;
    await Promise.all([primary.stop(), replica.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await vi.waitFor(
      async () => {
        const ask = ['-p', String(sentinelPort), 'sentinel', 'replicas', name];
        const { stdout } = await promisify(execFile)('redis-cli', ask);
        if (!stdout.includes(String(replicaPort)) || !/master-link-status\nok/.test(stdout)) {
          throw new Error(`Sentinel knows no replica: ${stdout}`);
        }
      },
      { timeout: 30_000, interval: 200 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { sentinelPort, killPrimary: () => primary.stop(), stop };
}
