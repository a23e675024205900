import { expect, test } from 'vitest';

import { expectAnswers, expectTrueBooks, expectWithinQuota } from './books.ts';
import { describeWith } from './describe-with.ts';
import { BYTES } from './load.ts';
import { setUpPgbouncer } from './pgbouncer.ts';
import { databaseUrl, openPostgresqlLedger, setUpPostgresql, startServices } from './places.ts';
import { underLoad } from './under-load.ts';

/** In seconds. Two thirds of it are longer than a restart. */
const LEASE = 15;

describeWith(['postgresql'], 'two services', () => {
  test.each(['fast', 'immediate'] as const)(
    'refuse while PostgreSQL restarts (%s), and count every file afterwards',
    async (mode) => {
      const server = await setUpPostgresql();
      const env = { DATABASE_URL: databaseUrl(server.port), LEASE_SECONDS: String(LEASE) };
      const { services, dataDir } = await startServices(['express', 'fastify'], env);
      const { load, began, ended } = await underLoad(services, () => server.restart(mode));
      expect(load.count({ status: 503 })).toBeGreaterThan(0);
      const books = { dataDir, ledger: openPostgresqlLedger(server.port) };
      expectAnswers(books, load);
      // A crash may lose the holds of the last 0.6 s, so that others take the room of uploads in progress.
      const during = load.outcomes.filter(
        (each) => each.method === 'PUT' && each.status === 201 && each.started < ended && each.ended > began,
      );
      await expectWithinQuota(books, () => (mode === 'immediate' ? during.length * BYTES : 0));
      await expectTrueBooks(books, LEASE);
    },
    120_000,
  );
});

describeWith(['postgresql', 'pgbouncer'], 'two services behind PgBouncer in transaction mode', () => {
  test('store to the brim and refuse no client for another reason, until PostgreSQL restarts', async () => {
    const server = await setUpPostgresql();
    const port = await setUpPgbouncer(server.port);
    const env = { DATABASE_URL: databaseUrl(port), LEASE_SECONDS: String(LEASE) };
    const { services, dataDir } = await startServices(['express', 'fastify'], env);
    const { load, began } = await underLoad(services, () => server.restart('fast'));
    expect(load.outcomes.filter(({ status, ended }) => status === 503 && ended < began)).toEqual([]);
    const books = { dataDir, ledger: openPostgresqlLedger(server.port) };
    expectAnswers(books, load);
    await expectWithinQuota(books);
    await expectTrueBooks(books, LEASE);
  }, 120_000);
});
