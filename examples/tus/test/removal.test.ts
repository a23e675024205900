import { readdir } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';

import { startService } from '../../store/test/service.ts';
import { create, created, head, patch, terminate, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '10000', QUOTA_BYTES: '1000' };

test('deleting an upload frees its room, finished or not', async () => {
  const { url, dataDir } = await startService('tus', LIMITS);
  const unfinished = await created(url, 600);
  await patch(unfinished, 0, Buffer.alloc(200));
  const finished = await created(url, 400);
  await patch(finished, 0, Buffer.alloc(400));
  expect(await usage(url)).toMatchObject({ usedBytes: 400, reservedBytes: 600 });
  expect(await terminate(unfinished)).toBe(204);
  expect(await usage(url)).toMatchObject({ usedBytes: 400, reservedBytes: 0 });
  expect(await terminate(finished)).toBe(204);
  expect(await terminate(finished)).toBe(404);
  expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  expect(await readdir(dataDir)).toEqual([]);
  expect((await create(url, 1000)).status).toBe(201);
});

test('an unfinished upload expires and frees its room, and a finished one stays', async () => {
  const { url, dataDir } = await startService('tus', { ...LIMITS, LEASE_SECONDS: '6' });
  const finished = await created(url, 400);
  await patch(finished, 0, Buffer.alloc(400));
  const created_ = await create(url, 600);
  const unfinished = url + created_.headers.get('location');
  expect(Date.parse(created_.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());
  await patch(unfinished, 0, Buffer.alloc(200));
  expect(await usage(url)).toMatchObject({ usedBytes: 400, reservedBytes: 600 });
  await vi.waitFor(async () => expect(await readdir(dataDir)).toHaveLength(2), 20_000);
  expect(await usage(url)).toMatchObject({ usedBytes: 400, reservedBytes: 0 });
  expect((await head(unfinished)).status).toBe(404);
  expect((await fetch(finished)).status).toBe(200);
});
