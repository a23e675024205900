import { onTestFinished } from 'vitest';

import { freePort } from '../../../packages/conformance/src/free-port.ts';
import { whyNoPostgresql } from '../../../packages/guard/test/describe-postgresql.ts';
import { whyNoRedis } from '../../../packages/guard/test/describe-redis.ts';
import { createPrivateDatabase } from '../../../packages/guard/test/private-database.ts';
import { startPrivateRedis } from '../../../packages/guard/test/private-redis.ts';

/** A place for the accounting of a service. */
export interface LedgerPlace {
  readonly name: string;
  /** Why it is not available here. */
  readonly missing: string | undefined;
  /** Sets it up until the test ends, and returns the environment for a service. */
  setUp(): Promise<Record<string, string>>;
}

const redis: LedgerPlace = {
  name: 'Redis',
  missing: whyNoRedis,
  async setUp() {
    const port = String(await freePort());
    const { stop } = await startPrivateRedis('--port', port);
    onTestFinished(stop);
    return { REDIS_URL: `redis://127.0.0.1:${port}` };
  },
};

const postgresql: LedgerPlace = {
  name: 'PostgreSQL',
  missing: whyNoPostgresql,
  async setUp() {
    const { url, drop } = await createPrivateDatabase();
    onTestFinished(drop);
    return { DATABASE_URL: url };
  },
};

/** The ledgers that several processes can share. */
export const SHARED_LEDGERS: readonly LedgerPlace[] = [redis, postgresql];
