import { spawnSync } from 'node:child_process';

import { describe } from 'vitest';

/**
 * Describes tests that start a redis-server, or, where there is none, skips them and says so in their title.
 *
 * @throws Error where there is none although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function describeRedis(name: string, tests: () => void): void {
  const { error } = spawnSync('redis-server', ['--version']);
  if (!error) describe(name, tests);
  else if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error('no redis-server', { cause: error });
  else describe.skip(`${name} (skipped: no redis-server)`, tests);
}
