import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '@http507/guard';
import { expect, test, vi } from 'vitest';

import { partsIn } from '../service.ts';
import { expectAnswers, expectTrueBooks, expectWithinQuota } from './books.ts';
import { describeWith } from './describe-with.ts';
import {
  databaseUrl,
  openPostgresqlLedger,
  setUpPostgresql,
  setUpProxy,
  setUpRedis,
  startServices,
} from './places.ts';
import { openSlowUpload } from './slow-upload.ts';
import type { StallingProxy } from './stalling-proxy.ts';
import { underLoad } from './under-load.ts';

/** In milliseconds. */
const STALL = 10_000;
/** In seconds. Uploads in progress outlive the stall, and two thirds of the lease are longer than it. */
const LEASE = 20;

async function stallUnderLoad(
  proxy: StallingProxy,
  env: Record<string, string>,
  ledger: Ledger,
): Promise<void> {
  const { services, dataDir } = await startServices(['express', 'fastify'], {
    ...env,
    LEASE_SECONDS: String(LEASE),
  });
  const slow = services.map(({ url }, index) => openSlowUpload(url, 'one', `slow-${index}`));
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(2), { timeout: 20_000 });
  const { load } = await underLoad(services, async () => {
    proxy.stall();
    await wait(STALL);
    proxy.resume();
  });
  expect(await Promise.all(slow.map((upload) => upload.finish()))).toEqual([201, 201]);
  expect(load.count({ status: 503 })).toBeGreaterThan(0);
  const books = { dataDir, ledger };
  expectAnswers(books, load);
  await expectWithinQuota(books);
  await expectTrueBooks(books, LEASE);
}

describeWith(['redis'], 'two services whose network to Redis stalls for 10 s', () => {
  test('refuse meanwhile, continue uploads in progress, and count every file afterwards', async () => {
    const { port, ledger } = await setUpRedis();
    const proxy = await setUpProxy(port);
    await stallUnderLoad(proxy, { REDIS_URL: `redis://127.0.0.1:${proxy.port}` }, ledger);
  }, 120_000);
});

describeWith(['postgresql'], 'two services whose network to PostgreSQL stalls for 10 s', () => {
  test('refuse meanwhile, continue uploads in progress, and count every file afterwards', async () => {
    const { port } = await setUpPostgresql();
    const proxy = await setUpProxy(port);
    await stallUnderLoad(proxy, { DATABASE_URL: databaseUrl(proxy.port) }, openPostgresqlLedger(port));
  }, 120_000);
});
