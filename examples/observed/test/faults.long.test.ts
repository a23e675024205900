import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { QUOTA } from '../../store/test/faults/books.ts';
import { describeWith } from '../../store/test/faults/describe-with.ts';
import { Load } from '../../store/test/faults/load.ts';
import {
  databaseUrl,
  setUpPostgresql,
  setUpProxy,
  setUpRedis,
  setUpSentinel,
} from '../../store/test/faults/places.ts';
import { openSlowUpload } from '../../store/test/faults/slow-upload.ts';
import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { expressionsOf, panels } from './dashboard-panels.ts';
import { foreignLabels } from './foreign-labels.ts';
import { type Observed, startObserved } from './start-observed.ts';

const POLL = { timeout: 60_000, interval: 250 };

/** In milliseconds. The rules are 60 times as fast as written, so to them these are 10 minutes. */
const STALL = 10_000;

const DOWN = 'Http507LedgerDown page';

/** Starts the service on a volume of its own, which the uploads of a few accounts with quotas do not fill. */
async function startOnVolume(env: Record<string, string>, program?: string): Promise<Observed> {
  const limits = { CAPACITY_BYTES: '1000000000', QUOTA_BYTES: String(QUOTA) };
  return await startObserved({ DATA_DIR: await mountTmpfs(64), ...limits, ...env }, program);
}

/** Uploads and deletes files until the test ends. Returns when an account has used up its quota and Prometheus knows the rate of calls. */
async function startLoad({ url, query }: Observed): Promise<Load> {
  const load = new Load([url], ['full', 'one', 'full', 'two']);
  load.start();
  onTestFinished(() => load.stop());
  await vi.waitFor(() => expect(load.count({ status: 507 })).toBeGreaterThan(20), POLL);
  await vi.waitFor(
    async () => expect(await query('rate(http507_ledger_duration_count[5s]) > 0')).not.toEqual([]),
    POLL,
  );
  return load;
}

/** Waits until the alert is no longer firing, and uploads succeed. */
async function waitForEnd({ firing }: Observed, load: Load): Promise<void> {
  const since = performance.now();
  await vi.waitFor(async () => expect(await firing()).not.toContain(DOWN), POLL);
  await vi.waitFor(() => expect(load.count({ status: 201, since })).toBeGreaterThan(20), POLL);
}

/** Returns the only value of an expression, or 0 without any. */
async function readValue({ query }: Observed, expression: string): Promise<number> {
  const samples = await query(expression);
  expect(samples.length, expression).toBeLessThanOrEqual(1);
  return Number(samples[0]?.value[1] ?? 0);
}

/** Returns the values that a label has in the series of a vector, sorted. */
async function labelsIn({ query }: Observed, vector: string, label: string): Promise<(string | undefined)[]> {
  return (await query(vector)).map(({ metric }) => metric[label]).sort();
}

const errorTypes = (observed: Observed): Promise<(string | undefined)[]> =>
  labelsIn(observed, 'count by (error_type) (http507_ledger_duration_count{error_type!=""})', 'error_type');

/** Returns the expressions of a panel of the dashboard. */
function panel(title: string, rateInterval: string): string[] {
  const found = panels.find((each) => each.title === title);
  if (!found) throw new Error(`no panel ${title}`);
  return expressionsOf(found, rateInterval);
}

/**
 * Expects that the ledger's alert was the only one that went to anybody; that the metrics count each answer of the clients; and that they
 * have no attributes or values besides those of the table.
 */
async function expectTrueStory(observed: Observed, load: Load): Promise<void> {
  await load.stop();
  const fired = await observed.everFired();
  // Half of the uploads meet the quota of one account, and the alert about quotas goes to nobody.
  expect(fired.filter((alert) => alert !== 'Http507QuotaShare none')).toEqual([DOWN]);

  const answered = (status: number): number => load.outcomes.filter((each) => each.status === status).length;
  expect(answered(503)).toBeGreaterThan(0);
  await vi.waitFor(async () => {
    const requests = 'http_server_request_duration_count{http_response_status_code="503"}';
    expect(await readValue(observed, `sum(${requests})`)).toBe(answered(503));
    expect(await readValue(observed, 'sum(http507_responses_total)')).toBe(answered(507));
  }, POLL);
  expect(await labelsIn(observed, 'http507_responses_total', 'http507_reason')).toEqual(['quota']);
  const unavailable = 'sum(http507_guard_decisions_total{http507_decision="unavailable"})';
  expect(await readValue(observed, unavailable)).toBeGreaterThan(0);
  expect(await readValue(observed, unavailable)).toBeLessThanOrEqual(load.count({ status: 503 }));
  const refused = 'http507_guard_decisions_total{http507_decision="refused"}';
  expect(await labelsIn(observed, refused, 'http507_guard')).toEqual(['quota']);
  expect(foreignLabels(await observed.query('{__name__=~"http507_.+"}'))).toEqual([]);
}

describeUnless(noTmpfs, 'metrics and alerts tell the story', () => {
  describeWith(['redis', 'prometheus'], 'of a ledger in Redis', () => {
    test('whose network stalls: calls take 2 s and fail, and one alert pages until it is over', async () => {
      const { port } = await setUpRedis();
      const proxy = await setUpProxy(port);
      const observed = await startOnVolume({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
      const load = await startLoad(observed);
      expect(await errorTypes(observed)).toEqual([]);

      proxy.stall();
      const stalled = wait(STALL);
      await vi.waitFor(async () => expect(await observed.firing()).toContain(DOWN), POLL);
      const [, median] = panel('Ledger: time of calls', '5s');
      await vi.waitFor(
        async () =>
          expect(await labelsIn(observed, `(${median}) > 1`, 'http507_ledger_call')).toContain('hold'),
        POLL,
      );
      await stalled;
      proxy.resume();

      await waitForEnd(observed, load);
      expect(await errorTypes(observed)).toEqual(['ETIMEDOUT']);
      await expectTrueStory(observed, load);
    }, 300_000);

    test('that fails over by Sentinel: one alert pages until a replica has taken over', async () => {
      const redis = await setUpSentinel(15_000);
      const env = { REDIS_SENTINEL: String(redis.sentinelPort) };
      const observed = await startOnVolume(env, 'test/sentinel-service.mjs');
      const load = await startLoad(observed);

      await redis.killPrimary();
      await vi.waitFor(async () => expect(await observed.everFired()).toContain(DOWN), POLL);
      await waitForEnd(observed, load);
      await expectTrueStory(observed, load);
    }, 300_000);

    test('that holds room for a suspended process: each lapsed lease counts, and is a ticket for a while', async () => {
      const { port, ledger } = await setUpRedis();
      const env = { REDIS_URL: `redis://127.0.0.1:${port}`, LEASE_SECONDS: '3' };
      const observed = await startOnVolume(env);
      const { url, dataDir, query, firing, everFired } = observed;
      const slow = [1, 2, 3].map((number) => openSlowUpload(url, 'ann', `slow-${number}`));
      await vi.waitFor(
        async () => expect(await ledger.read('ann')).toMatchObject({ heldBytes: 3_000 }),
        POLL,
      );
      await vi.waitFor(
        async () => expect(await query('http507_ledger_duration_count')).not.toEqual([]),
        POLL,
      );

      observed.process.kill('SIGSTOP');
      await vi.waitFor(async () => expect(await query('up == 0')).toHaveLength(1), POLL);
      await vi.waitFor(async () => expect(await ledger.read('ann')).toMatchObject({ heldBytes: 0 }), POLL);
      observed.process.kill('SIGCONT');

      const expectLapses = () =>
        vi.waitFor(async () => {
          const lapsed = await query('http507_ledger_leases_lapsed_total');
          expect(
            lapsed.map(({ metric, value }) => [metric.http507_guard, metric.http507_volume, value[1]]).sort(),
          ).toEqual([
            ['folder', dataDir, '3'],
            ['quota', undefined, '3'],
          ]);
        }, POLL);
      await expectLapses();
      await vi.waitFor(async () => expect(await firing()).toEqual(['Http507LeasesLapsed ticket']), POLL);
      expect(await Promise.all(slow.map((upload) => upload.finish()))).toEqual([201, 201, 201]);
      await vi.waitFor(async () => expect(await firing()).toEqual([]), POLL);
      await expectLapses();
      expect(await everFired()).toEqual(['Http507LeasesLapsed ticket']);
      expect(foreignLabels(await query('{__name__=~"http507_.+"}'))).toEqual([]);
    }, 300_000);
  });

  describeWith(['postgresql', 'prometheus'], 'of a ledger in PostgreSQL', () => {
    test('that restarts: each failed call counts. While it stays away, one alert pages', async () => {
      const server = await setUpPostgresql();
      const observed = await startOnVolume({ DATABASE_URL: databaseUrl(server.port) });
      const load = await startLoad(observed);

      await server.restart('fast');
      await waitForEnd(observed, load);
      const [errors] = panel('Ledger: errors', '5m');
      await vi.waitFor(async () => {
        const counted = 'sum(http507_ledger_duration_count{error_type!=""})';
        expect(await observed.query(`sum(${errors}) == ${counted}`)).toHaveLength(1);
      }, POLL);

      await server.restart('immediate', () =>
        vi.waitFor(async () => expect(await observed.firing()).toContain(DOWN), POLL),
      );
      await waitForEnd(observed, load);
      expect(await errorTypes(observed)).toContain('ECONNREFUSED');
      await expectTrueStory(observed, load);
    }, 300_000);
  });
});
