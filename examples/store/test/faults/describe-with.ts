import { spawnSync } from 'node:child_process';

import { describe } from 'vitest';

import { whyNoCommand } from '../../../../packages/backends/test/why-no-command.ts';
import { whyNoRedis } from '../../../../packages/guard/test/describe-redis.ts';
import { findPostgresqlPrograms } from './private-postgresql.ts';

/** Programs that a test starts, and why they cannot be started here. */
const OBSTACLES = {
  redis: () => whyNoRedis,
  postgresql: () => (findPostgresqlPrograms() ? undefined : 'no PostgreSQL server programs'),
  prometheus: () => whyNoCommand('prometheus'),
  pgbouncer: () => (spawnSync('pgbouncer', ['--version']).error ? 'no pgbouncer' : undefined),
} as const;

/**
 * Describes tests that start servers of their own. If one is not installed, skips them and says so in their title.
 *
 * @throws Error if one is missing although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function describeWith(
  servers: readonly (keyof typeof OBSTACLES)[],
  name: string,
  tests: () => void,
): void {
  const missing = servers.map((server) => OBSTACLES[server]()).find((reason) => reason !== undefined);
  if (missing === undefined) describe(name, tests);
  else if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error(missing);
  else describe.skip(`${name} (skipped: ${missing})`, tests);
}
