import { expect, test, vi } from 'vitest';

import { partsIn } from '../../store/test/service.ts';
import { openUpload, statusOf } from '../../store/test/upload.ts';
import { treeSize } from '../src/tree-size.ts';
import { expectExhausted, LOCK, setProperty, startDav, to } from './dav.ts';

const OLD = 'old version';

test('a PUT that does not fit gets a 507, and the old version stays', async () => {
  const { request, url, dataDir, quota } = await startDav({ QUOTA_BYTES: '100000' });
  await request('PUT', 'a', { body: OLD });
  const big = Buffer.alloc(200_000);
  await expectExhausted(await request('PUT', 'a', { body: big }), 'quota-not-exceeded');
  // Without a length, it meets the end of the quota during the upload.
  await expectExhausted(await request('PUT', 'a', { body: new Blob([big]).stream() }), 'quota-not-exceeded');
  await expectExhausted(await request('POST', '', { body: big }), 'quota-not-exceeded');
  // It announces a body and sends none, so only a server that does not wait can answer.
  const silent = openUpload(`${url}/dav/a`, { 'content-length': 200_000 });
  const status = statusOf(silent);
  silent.flushHeaders();
  expect(await status).toBe(507);
  silent.destroy();
  expect(await (await request('GET', 'a')).text()).toBe(OLD);
  expect(await partsIn(dataDir)).toEqual([]);
  expect((await quota()).used).toBe(OLD.length);
});

test('a 507 in the middle of a large upload arrives', async () => {
  const { request } = await startDav({ QUOTA_BYTES: '5000000', CAPACITY_BYTES: '100000000' });
  await request('PUT', 'a', { body: OLD });
  const body = new Blob([Buffer.alloc(30_000_000)]).stream();
  await expectExhausted(await request('PUT', 'a', { body }), 'quota-not-exceeded');
  expect(await (await request('GET', 'a')).text()).toBe(OLD);
});

test('a client that goes away leaves the old version and no part', async () => {
  const { request, url, dataDir, output } = await startDav();
  await request('PUT', 'a', { body: OLD });
  const upload = openUpload(`${url}/dav/a`, { 'content-length': 1_000_000 });
  upload.write('new');
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  expect(await (await request('PROPFIND', '', { headers: { depth: '1' } })).text()).not.toContain('.part');
  upload.destroy();
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toEqual([]), 20_000);
  expect(await (await request('GET', 'a')).text()).toBe(OLD);
  expect(output()).not.toContain('ECONNRESET');
});

test('every method that stores answers 507 when the quota is used up', async () => {
  const { request, dataDir, quota } = await startDav({ QUOTA_BYTES: '1000' });
  await request('PUT', 'a', { body: Buffer.alloc(1000) });
  const before = await treeSize(dataDir);
  for (const [method, path, options] of [
    ['PUT', 'b', { body: 'x' }],
    ['POST', '', { body: 'x' }],
    ['COPY', 'a', to('b')],
    ['PROPPATCH', 'a', setProperty('purple')],
    ['LOCK', 'a', LOCK],
    ['LOCK', 'b', LOCK],
  ] as const) {
    await expectExhausted(await request(method, path, options), 'quota-not-exceeded');
    expect([method, await treeSize(dataDir)]).toEqual([method, before]);
  }
  expect((await request('GET', 'b')).status).toBe(404);
  expect((await request('MOVE', 'a', to('b'))).status).toBe(201);
  // It takes none of the quota.
  expect((await request('MKCOL', 'folder')).status).toBe(201);
  expect(await quota()).toEqual({ used: 1000, available: 0 });
  expect((await request('DELETE', 'b')).status).toBe(204);
  expect(await quota()).toEqual({ used: 0, available: 1000 });
});

test('nothing internal leaves with an error', async () => {
  const { request, dataDir } = await startDav({ QUOTA_BYTES: '1000' });
  for (const response of [
    await request('PUT', 'a', { body: Buffer.alloc(2000) }),
    await request('PROPFIND', '', { headers: { 'content-type': 'application/xml' }, body: '<broken' }),
    await request('GET', 'a%00'),
    await request('PUT', 'a%00', { body: 'x' }),
    await request('PUT', 'x'.repeat(300), { body: 'x' }),
  ]) {
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    for (const internal of [dataDir, 'node_modules', 'at ']) expect(text).not.toContain(internal);
  }
});
