import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';

import { makeFolder, startService } from '../../store/test/service.ts';
import { create, created, fileOf, head, openPatch, patch, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '10000000', QUOTA_BYTES: '1000000' };

test('a killed process keeps what has arrived, and the next one reserves the rest again', async () => {
  const env = { ...LIMITS, DATA_DIR: await makeFolder() };
  const killed = await startService('tus', env);
  const content = randomBytes(600_000);
  const upload = await created(killed.url, content.length);
  const other = await created(killed.url, 100_000);
  await patch(other, 0, Buffer.alloc(100_000));
  openPatch(upload, 0, content.length).write(content.subarray(0, 200_000));
  await vi.waitFor(async () => expect((await stat(fileOf(env.DATA_DIR, upload))).size).toBe(200_000), 20_000);
  await killed.stop('SIGKILL');

  const { url } = await startService('tus', env);
  expect(await usage(url)).toMatchObject({ usedBytes: 100_000, reservedBytes: 600_000 });
  expect((await create(url, 300_001)).status).toBe(507);
  const resumed = new URL(upload).pathname;
  expect(await head(url + resumed)).toMatchObject({ offset: '200000', length: '600000' });
  expect((await patch(url + resumed, 200_000, content.subarray(200_000))).status).toBe(204);
  expect(await usage(url)).toMatchObject({ usedBytes: 700_000, reservedBytes: 0 });
  expect(content.equals(Buffer.from(await (await fetch(url + resumed)).arrayBuffer()))).toBe(true);
});

test('an upload that no longer fits after a restart is refused until there is room', async () => {
  const env = { ...LIMITS, DATA_DIR: await makeFolder() };
  const first = await startService('tus', env);
  const path = new URL(await created(first.url, 600_000)).pathname;
  await patch(first.url + path, 0, Buffer.alloc(200_000));
  await first.stop();

  const small = await startService('tus', { ...env, QUOTA_BYTES: '500000' });
  expect(await usage(small.url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  const refused = await patch(small.url + path, 200_000, Buffer.alloc(400_000));
  expect([refused.status, refused.headers.get('upload-offset')]).toEqual([507, '200000']);
  await small.stop();

  const large = await startService('tus', env);
  expect((await patch(large.url + path, 200_000, Buffer.alloc(400_000))).status).toBe(204);
});
