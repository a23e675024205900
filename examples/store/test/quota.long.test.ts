import { describe, expect, test, vi } from 'vitest';

import { listFiles } from '../src/folder.ts';
import { type LedgerPlace, SHARED_LEDGERS } from './ledgers.ts';
import { tally, tryUpload } from './parallel.ts';
import { makeFolder, partsIn, SERVICES, type Service, type ServiceName, startService } from './service.ts';
import { openUpload, put } from './upload.ts';

const ACCOUNT = { 'x-account': 'ada' };
const ENOUGH = { CAPACITY_BYTES: '1000000000', QUOTA_BYTES: '10000000' };

/** Room for 10 files. */
const TEN = { ...ENOUGH, QUOTA_BYTES: '1000000' };
const FILE = Buffer.alloc(100_000, 'x');

async function usageOf({ url }: Service, headers = ACCOUNT): Promise<unknown> {
  return await (await fetch(`${url}/usage`, { headers })).json();
}

async function bytesOnDisk(dataDir: string, account = 'ada'): Promise<number> {
  const files = await listFiles(`${dataDir}/.accounts/${account}`);
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function storeTenOf200(services: readonly Service[]): Promise<void> {
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      tryUpload(services[index % services.length]?.url ?? '', FILE, 'ada'),
    ),
  );
  expect(tally(outcomes)).toEqual({ '201': 10, '507 quota': 190 });
  const [service] = services as [Service];
  expect(await bytesOnDisk(service.dataDir)).toBe(1_000_000);
  expect(await partsIn(service.dataDir)).toEqual([]);
  for (const each of services) {
    await vi.waitFor(
      async () =>
        expect(await usageOf(each)).toEqual({
          usedBytes: 1_000_000,
          reservedBytes: 0,
          availableBytes: 0,
          quotaBytes: 1_000_000,
        }),
      20_000,
    );
  }
}

describe.each(SERVICES)('the %s service', (name) => {
  test('stores exactly as many of 200 uploads at once as the quota allows', async () => {
    await storeTenOf200([await startService(name, TEN)]);
  });

  test('limits each account to its quota, and reports its usage', async () => {
    const { url, ...service } = await startService(name, { ...ENOUGH, QUOTA_BYTES: '100' });
    const full = Buffer.alloc(100);
    expect((await put(`${url}/files/a`, full, { headers: ACCOUNT })).status).toBe(201);
    const refused = await put(`${url}/files/b`, 'b', { headers: ACCOUNT });
    expect([refused.status, await refused.json()]).toEqual([
      507,
      expect.objectContaining({ reason: 'quota', usedBytes: 100, quotaBytes: 100, temporary: false }),
    ]);
    expect((await put(`${url}/files/b`, 'b')).status).toBe(201);
    expect((await put(`${url}/files/a`, full, { headers: ACCOUNT })).status).toBe(201);
    expect((await put(`${url}/files/a`, 'shorter', { headers: ACCOUNT })).status).toBe(201);
    const figures = { usedBytes: 7, reservedBytes: 0, availableBytes: 93, quotaBytes: 100 };
    expect(await usageOf({ url, ...service })).toEqual(figures);
    const document = { method: 'POST', headers: { ...ACCOUNT, 'content-type': 'application/json' } };
    expect((await fetch(`${url}/documents`, { ...document, body: '{"a":1}' })).status).toBe(201);
    expect(await usageOf({ url, ...service })).toMatchObject({ usedBytes: 14 });
    expect((await fetch(`${url}/files/a`, { method: 'DELETE', headers: ACCOUNT })).status).toBe(204);
    expect(await usageOf({ url, ...service })).toMatchObject({ usedBytes: 7, availableBytes: 93 });
    expect(await (await fetch(`${url}/files`)).json()).toEqual({ files: [{ name: 'b', bytes: 1 }] });
    for (const account of ['', 'Ada', '../ada', 'a'.repeat(65)]) {
      const answer = await fetch(`${url}/usage`, { headers: { 'x-account': account } });
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({ error: 'invalid_account' }),
      ]);
    }
  });
});

const PAIRS: Readonly<Record<string, readonly [ServiceName, ServiceName]>> = {
  Redis: ['express', 'fastify'],
  PostgreSQL: ['koa', 'nestjs'],
};

const title = ({ name, missing }: LedgerPlace): string => `${name}${missing ? ` (skipped: ${missing})` : ''}`;

describe.each(SHARED_LEDGERS.map((place) => ({ ...place, title: title(place) })))(
  'with its ledger in $title',
  ({ name, missing, setUp }) => {
    const pair = PAIRS[name] ?? ['express', 'koa'];

    test.skipIf(missing)('one process stores exactly as many as the quota allows', async () => {
      await storeTenOf200([await startService('express', { ...TEN, ...(await setUp()) })]);
    });

    test.skipIf(missing)('two processes together store exactly as many as the quota allows', async () => {
      const env = { ...TEN, ...(await setUp()), DATA_DIR: await makeFolder() };
      await storeTenOf200(await Promise.all(pair.map((each) => startService(each, env))));
    });

    test.skipIf(missing)(
      'bytes reserved by a killed process are free after its lease, and its part is removed',
      async () => {
        const env = { ...ENOUGH, LEASE_SECONDS: '5', ...(await setUp()), DATA_DIR: await makeFolder() };
        const [killed, other] = await Promise.all(pair.map((each) => startService(each, env)));
        if (!killed || !other) throw new Error('there must be two');
        openUpload(`${killed.url}/files/a`, { ...ACCOUNT, 'content-length': 9_000_000 }).write('abc');
        await vi.waitFor(async () => expect(await partsIn(killed.dataDir)).toHaveLength(1), 20_000);
        expect(await usageOf(other)).toMatchObject({ usedBytes: 0, reservedBytes: 9_000_000 });
        await killed.stop('SIGKILL');
        expect(
          (await put(`${other.url}/files/b`, Buffer.alloc(2_000_000), { headers: ACCOUNT })).status,
        ).toBe(507);
        const again = await startService(pair[0], env);
        expect(await partsIn(again.dataDir)).toEqual([]);
        await vi.waitFor(
          async () => expect(await usageOf(again)).toMatchObject({ usedBytes: 0, reservedBytes: 0 }),
          { timeout: 30_000 },
        );
        expect(
          (await put(`${other.url}/files/b`, Buffer.alloc(9_000_000), { headers: ACCOUNT })).status,
        ).toBe(201);
      },
    );

    test.skipIf(missing)('an upload that takes longer than the lease keeps its reservation', async () => {
      const env = { ...ENOUGH, LEASE_SECONDS: '3', ...(await setUp()), DATA_DIR: await makeFolder() };
      const [slow, other] = await Promise.all(pair.map((each) => startService(each, env)));
      if (!slow || !other) throw new Error('there must be two');
      const upload = openUpload(`${slow.url}/files/a`, { ...ACCOUNT, 'content-length': 9_000_000 });
      upload.write('abc');
      await vi.waitFor(async () => expect(await partsIn(slow.dataDir)).toHaveLength(1), 20_000);
      await new Promise((resolve) => setTimeout(resolve, 7_500));
      expect(await usageOf(other)).toMatchObject({ reservedBytes: 9_000_000 });
      expect((await put(`${other.url}/files/b`, Buffer.alloc(2_000_000), { headers: ACCOUNT })).status).toBe(
        507,
      );
      upload.destroy();
      await vi.waitFor(async () => expect(await usageOf(other)).toMatchObject({ reservedBytes: 0 }), 20_000);
    });
  },
);

test('names the ledger that cannot be used', async () => {
  const wrong: Record<string, string>[] = [
    { REDIS_URL: 'redis://127.0.0.1:1' },
    { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    { REDIS_URL: 'redis://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1' },
    { QUOTA_BYTES: '10MB' },
    { LEASE_SECONDS: '0' },
  ];
  for (const env of wrong) {
    const started = startService('express', env);
    await expect(started).rejects.toThrow(Object.keys(env)[0]);
  }
});
