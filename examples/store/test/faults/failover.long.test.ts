import { RedisLedger } from '@http507/guard';
import { createSentinel } from 'redis';
import { expect, onTestFinished, test } from 'vitest';

import { type Books, expectAnswers, expectTrueBooks, expectWithinQuota } from './books.ts';
import { describeWith } from './describe-with.ts';
import { BYTES, type Load } from './load.ts';
import { setUpSentinel, startServices } from './places.ts';
import { underLoad } from './under-load.ts';

/** In seconds. */
const LEASE = 10;

/** Redis passes changes on after it has answered. So a primary that is killed may take the changes of its last moment with it. */
function bytesOfLastMoment({ outcomes }: Load, killed: number): number {
  const last = outcomes.filter(
    ({ status, ended }) =>
      (status === 201 || status === 204) && ended > killed - 1_000 && ended < killed + 1_000,
  );
  return last.length * BYTES;
}

const startPair = (env: Record<string, string>) =>
  startServices(
    ['store', 'store'],
    { LEASE_SECONDS: String(LEASE), ...env },
    'test/faults/upload-service.mjs',
  );

async function expectAfterFailover(books: Books, load: Load, killed: number): Promise<void> {
  expect(load.count({ status: 503 })).toBeGreaterThan(0);
  expectAnswers(books, load);
  const lost = bytesOfLastMoment(load, killed);
  await expectWithinQuota(books, lost);
  await expectTrueBooks(books, LEASE, lost);
}

describeWith(['redis'], 'two services with a ledger in Redis behind Sentinel', () => {
  test('refuse while the primary is replaced, and count every file afterwards', async () => {
    const redis = await setUpSentinel();
    const { services, dataDir } = await startPair({ REDIS_SENTINEL: String(redis.sentinelPort) });
    const { load, began } = await underLoad(services, () => redis.killPrimary());
    const client = createSentinel({
      name: 'ledger',
      sentinelRootNodes: [{ host: '127.0.0.1', port: redis.sentinelPort }],
    });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.destroy());
    await expectAfterFailover({ dataDir, ledger: new RedisLedger(client) }, load, began);
  }, 120_000);
});
