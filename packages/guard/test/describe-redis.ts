import { spawnSync } from 'node:child_process';

import { describe } from 'vitest';

/**
 * Why no redis-server can be started here, or undefined if one can be.
 *
 * @throws Error if there is none although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export const whyNoRedis: string | undefined = findOut();

/** Describes tests that start a redis-server. If it is not installed, skips them and says so in their title. */
export function describeRedis(name: string, tests: () => void): void {
  if (whyNoRedis === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${whyNoRedis})`, tests);
}

function findOut(): string | undefined {
  const { error } = spawnSync('redis-server', ['--version']);
  if (!error) return undefined;
  if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error('no redis-server', { cause: error });
  return 'no redis-server';
}
