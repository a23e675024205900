import { expect, test } from 'vitest';

import { treeSize } from '../src/tree-size.ts';
import { LOCK, setProperty, startDav, to } from './dav.ts';

const bytes = (length: number): { body: Buffer<ArrayBuffer> } => ({ body: Buffer.alloc(length) });

test('quota-used-bytes and quota-available-bytes follow every change (RFC 4331)', async () => {
  const { request, quota, dataDir } = await startDav({ QUOTA_BYTES: '10000' });
  const steps: [method: string, path: string, options: object, used: number][] = [
    ['PUT', 'a', bytes(1000), 1000],
    ['PUT', 'a', bytes(3000), 3000],
    ['PUT', 'a', bytes(2000), 2000],
    ['COPY', 'a', to('b'), 4000],
    ['COPY', 'a', to('b'), 4000],
    ['MOVE', 'a', to('c'), 4000],
    ['MOVE', 'c', to('b'), 2000],
    ['MKCOL', 'folder', {}, 2000],
    ['PUT', 'folder/d', bytes(500), 2500],
    ['POST', 'folder', bytes(500), 3000],
    ['COPY', 'folder', to('copy'), 4000],
    // The collection at the destination is replaced.
    ['PUT', 'folder/e', bytes(100), 4100],
    ['COPY', 'folder', to('copy'), 4200],
    ['MOVE', 'folder', to('copy'), 3100],
    ['COPY', 'b', to('copy'), 4000],
    ['DELETE', 'b', {}, 2000],
    ['DELETE', 'copy', {}, 0],
  ];
  for (const [index, [method, path, options, used]] of steps.entries()) {
    const { status } = await request(method, path, options);
    expect([index, status]).toEqual([
      index,
      expect.toSatisfy((code: number) => code === 201 || code === 204),
    ]);
    expect([index, await quota()]).toEqual([index, { used, available: 10_000 - used }]);
    expect(await treeSize(dataDir)).toBe(used);
  }
});

test('properties and locks count as well', async () => {
  const { request, quota, dataDir } = await startDav({ QUOTA_BYTES: '10000' });
  const expectCounted = async (): Promise<number> => {
    const { used } = await quota();
    expect(used).toBe(await treeSize(dataDir));
    return used;
  };
  await request('PUT', 'a', bytes(1000));
  await request('PROPPATCH', 'a', setProperty('purple'));
  expect(await expectCounted()).toBeGreaterThan(1000);
  const locked = await request('LOCK', 'a', LOCK);
  const token = locked.headers.get('lock-token') ?? '';
  await expectCounted();
  await request('COPY', 'a', to('b'));
  await expectCounted();
  await request('MOVE', 'b', to('c'));
  await expectCounted();
  await request('UNLOCK', 'a', { headers: { 'lock-token': token } });
  await expectCounted();
  await request('MKCOL', 'folder');
  await request('PROPPATCH', 'folder', setProperty('blue'));
  await request('MOVE', 'a', to('folder/a'));
  await request('COPY', 'folder', to('copy'));
  await request('MOVE', 'copy', to('folder'));
  await expectCounted();
  for (const path of ['c', 'folder']) expect((await request('DELETE', path)).status).toBe(204);
  expect(await expectCounted()).toBe(0);
});

test('files from before the start count, per account', async () => {
  const first = await startDav({ QUOTA_BYTES: '10000' });
  await first.request('MKCOL', 'folder');
  await first.request('PUT', 'folder/a', bytes(1000));
  await first.request('PUT', 'b', { ...bytes(300), headers: { 'x-account': 'ann' } });
  await first.stop();
  const second = await startDav({ QUOTA_BYTES: '10000', DATA_DIR: first.dataDir });
  expect(await second.quota()).toEqual({ used: 1000, available: 9000 });
  expect(await second.quota('ann')).toEqual({ used: 300, available: 9700 });
});

test('available bytes are those of the smaller limit', async () => {
  const { request, quota } = await startDav({ QUOTA_BYTES: '10000', CAPACITY_BYTES: '5000' });
  await request('PUT', 'a', bytes(1000));
  expect(await quota('ann')).toEqual({ used: 0, available: 4000 });
});
