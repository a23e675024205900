import type { Ledger } from '@http507/guard';
import { expect, test, vi } from 'vitest';

import { partsIn, type Service } from '../service.ts';
import { bytesOnDisk, expectAnswers, expectTrueBooks, expectWithinQuota, QUOTA } from './books.ts';
import { describeWith } from './describe-with.ts';
import { BYTES, Load } from './load.ts';
import { databaseUrl, openPostgresqlLedger, setUpPostgresql, setUpRedis, startServices } from './places.ts';
import { openSlowUpload } from './slow-upload.ts';
import { PATIENCE } from './under-load.ts';

/** In seconds. */
const LEASE = 3;
const SLOW = 5;

async function suspendUnderLoad(env: Record<string, string>, ledger: Ledger): Promise<void> {
  const { services, dataDir } = await startServices(['express', 'fastify'], {
    ...env,
    LEASE_SECONDS: String(LEASE),
  });
  const [suspended, other] = services as [Service, Service];
  const books = { dataDir, ledger };
  const slow = Array.from({ length: SLOW }, (_, index) =>
    openSlowUpload(suspended.url, 'full', `slow-${index}`),
  );
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(SLOW), { timeout: 20_000 });
  const load = new Load(
    services.map(({ url }) => url),
    ['full', 'one', 'full', 'two'],
  );
  load.start(false);
  await vi.waitFor(() => expect(load.count({ status: 507 })).toBeGreaterThan(20), PATIENCE);

  const began = performance.now();
  suspended.process.kill('SIGSTOP');
  // The reservations of the suspended process have lapsed, and others have taken their room. The files are counted at the end, because the
  // suspended process may have counted some that it has not yet put in place.
  await vi.waitFor(
    async () => expect(await ledger.read('full')).toEqual({ usedBytes: QUOTA, heldBytes: 0 }),
    PATIENCE,
  );
  const ended = performance.now();
  suspended.process.kill('SIGCONT');
  expect(await Promise.all(slow.map((upload) => upload.finish()))).toEqual(Array(SLOW).fill(201));
  for (const { url } of [suspended, other]) {
    await vi.waitFor(
      () => expect(load.count({ url, status: 507, since: ended })).toBeGreaterThan(20),
      PATIENCE,
    );
  }
  await load.stop();
  expectAnswers(books, load);

  // Only the uploads that the suspended process had admitted come on top.
  const late = load.outcomes.filter(
    (each) => each.url === suspended.url && each.started < began && each.ended > began && each.status === 201,
  );
  await expectWithinQuota(books, () => (SLOW + late.length) * BYTES);
  expect(await bytesOnDisk(books, 'full')).toBeGreaterThanOrEqual(QUOTA + SLOW * BYTES);
  await expectTrueBooks(books, LEASE);
}

describeWith(['redis'], 'of two services with a ledger in Redis', () => {
  test('one that is suspended for longer than its lease goes over the quota by its uploads in progress only', async () => {
    const { port, ledger } = await setUpRedis();
    await suspendUnderLoad({ REDIS_URL: `redis://127.0.0.1:${port}` }, ledger);
  }, 120_000);
});

describeWith(['postgresql'], 'of two services with a ledger in PostgreSQL', () => {
  test('one that is suspended for longer than its lease goes over the quota by its uploads in progress only', async () => {
    const { port } = await setUpPostgresql();
    await suspendUnderLoad({ DATABASE_URL: databaseUrl(port) }, openPostgresqlLedger(port));
  }, 120_000);
});
