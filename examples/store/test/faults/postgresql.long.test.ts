import { expect, test, vi } from 'vitest';

import { bytesOnDisk, expectAnswers, expectTrueBooks, QUOTA } from './books.ts';
import { describeWith } from './describe-with.ts';
import { Load } from './load.ts';
import { databaseUrl, openPostgresqlLedger, setUpPostgresql, startServices } from './places.ts';

/** One account is soon full, the others are not. */
const ACCOUNTS = ['full', 'one', 'full', 'two'];
const LEASE = 10;
const PATIENCE = { timeout: 60_000, interval: 50 };

describeWith(['postgresql'], 'while PostgreSQL', () => {
  test.each(['fast', 'immediate'] as const)(
    'restarts (%s), two services keep true books',
    async (mode) => {
      const server = await setUpPostgresql();
      const env = { DATABASE_URL: databaseUrl(server.port), LEASE_SECONDS: String(LEASE) };
      const { services, dataDir } = await startServices(['express', 'fastify'], env);
      const books = { dataDir, ledger: openPostgresqlLedger(server.port) };
      const load = new Load(
        services.map(({ url }) => url),
        ACCOUNTS,
      );
      load.start();
      await vi.waitFor(() => expect(load.count(507)).toBeGreaterThan(20), PATIENCE);
      await server.restart(mode);
      const restarted = performance.now();
      await vi.waitFor(() => expect(load.count(201, restarted)).toBeGreaterThan(50), PATIENCE);
      await load.stop();
      console.log(mode, tally(load));
      expect(load.count(503)).toBeGreaterThan(0);
      expectAnswers(load);
      for (const account of ACCOUNTS) {
        expect(await bytesOnDisk(books, account)).toBeLessThanOrEqual(QUOTA);
      }
      await expectTrueBooks(books, load, [...new Set(ACCOUNTS)], 3 * LEASE * 1000);
    },
    120_000,
  );
});

function tally(load: Load) {
  const counts: Record<string, number> = {};
  for (const { method, status } of load.outcomes)
    counts[`${method} ${status}`] = (counts[`${method} ${status}`] ?? 0) + 1;
  return counts;
}
