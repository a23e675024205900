import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createClient } from 'redis';
import { expect, onTestFinished, test } from 'vitest';

import { combineGuards, diskCapacity, folderCapacity, quota, RedisLedger } from '../src/index.ts';
import { describeRedis } from './describe-redis.ts';
import { makeFolder } from './folder.ts';
import { startPrivateRedis } from './private-redis.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';

const OK = { state: 'ok', checks: [{ name: 'volume', state: 'ok' }] };

function diskOf(path: string) {
  const guard = diskCapacity({ path, reserve: 0, logger: false });
  onTestFinished(() => guard.close());
  return guard;
}

test('a volume with room is ok, and one that cannot be read is unavailable', async () => {
  expect(await diskOf(makeFolder()).health()).toEqual(OK);
  expect(await diskOf('/nonexistent').health()).toEqual({
    state: 'unavailable',
    checks: [{ name: 'volume', state: 'unavailable' }],
  });
});

test.skipIf(whyNoVolume)(
  `a volume is full while it has no room${whyNoVolume ? ` (skipped: ${whyNoVolume})` : ''}`,
  async () => {
    const path = mountSmallVolume('size=1m');
    const guard = diskOf(path);
    expect(await guard.health()).toEqual(OK);
    await writeFile(join(path, 'full'), Buffer.alloc(1024 * 1024));
    expect(await guard.health()).toMatchObject({ state: 'full' });
    await writeFile(join(path, 'full'), '');
    expect(await guard.health()).toEqual(OK);
  },
);

test('a folder is full once everything is stored or reserved', async () => {
  const guard = folderCapacity({ path: '/files', limit: 10, usage: () => 4 });
  expect(await guard.health()).toEqual({ state: 'ok', checks: [{ name: 'folder', state: 'ok' }] });
  const reservation = await guard.reserve(undefined, 6);
  expect(await guard.health()).toMatchObject({ state: 'full' });
  await reservation.release();
  expect(await guard.health()).toMatchObject({ state: 'ok' });
});

test('an account whose quota is used up does not change the health', async () => {
  const guard = quota({ limit: 10, usage: () => 10 });
  await expect(guard.reserve('ann', 1)).rejects.toThrow('Insufficient storage');
  expect(await guard.health()).toEqual({ state: 'ok', checks: [] });
});

describeRedis('a ledger', () => {
  test('that is down is unavailable', async () => {
    const redis = await startPrivateRedis();
    const client = createClient({
      socket: { path: redis.socketPath, tls: false },
      disableOfflineQueue: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.destroy());
    const guard = quota({ limit: 10, ledger: new RedisLedger(client), logger: false });
    expect(await guard.health()).toEqual({ state: 'ok', checks: [{ name: 'ledger', state: 'ok' }] });
    await redis.stop();
    expect(await guard.health()).toMatchObject({ state: 'unavailable' });
  });
});

test('guards together are as healthy as the worst of them', async () => {
  const full = folderCapacity({ path: '/files', limit: 1, usage: () => 1 });
  expect(await combineGuards(diskOf('/'), full, quota({ limit: 1, usage: () => 0 })).health()).toEqual({
    state: 'full',
    checks: [
      { name: 'volume', state: 'ok' },
      { name: 'folder', state: 'full' },
    ],
  });
  expect(await combineGuards(full, diskOf('/nonexistent')).health()).toMatchObject({ state: 'unavailable' });
});

test('a usage callback that throws is unavailable', async () => {
  const guard = folderCapacity({
    path: '/files',
    limit: 1,
    usage: () => {
      throw new Error('cannot count');
    },
  });
  expect(await guard.health()).toMatchObject({ state: 'unavailable' });
});

test('checks at once of a folder without uploads count its files only once', async () => {
  let counts = 0;
  const usage = async (): Promise<number> => {
    counts += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return 0;
  };
  const guard = folderCapacity({ path: '/files', limit: 1, usage });
  const healths = await Promise.all(Array.from({ length: 10 }, () => guard.health()));
  expect(new Set(healths.map(({ state }) => state))).toEqual(new Set(['ok']));
  expect(counts).toBe(1);
  await guard.health();
  expect(counts).toBe(2);
});
