import { expect, test } from 'vitest';

import { startDav } from './dav.ts';

const RCLONE = { 'user-agent': 'rclone/v1.60.1' };
const BIG = Buffer.alloc(2000);

test('the DELETE that rclone sends after a failed PUT does not remove the old version', async () => {
  const { request } = await startDav({ QUOTA_BYTES: '1000' });
  await request('PUT', 'a', { body: 'old version', headers: RCLONE });
  expect((await request('PUT', 'a', { body: BIG, headers: RCLONE })).status).toBe(507);
  const refused = await request('DELETE', 'a', { headers: RCLONE });
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('stored version is kept'),
  ]);
  expect(await (await request('GET', 'a')).text()).toBe('old version');
  // One for each upload.
  expect((await request('DELETE', 'a', { headers: RCLONE })).status).toBe(204);
});

test('every other DELETE removes the file', async () => {
  const { request } = await startDav({ QUOTA_BYTES: '1000' });
  const store = async (): Promise<void> => {
    expect((await request('PUT', 'a', { body: 'old version', headers: RCLONE })).status).toBe(201);
  };
  await store();
  expect((await request('DELETE', 'a', { headers: RCLONE })).status).toBe(204);
  for (const [uploader, remover] of [
    [RCLONE, { 'user-agent': 'curl/8' }],
    [{ 'user-agent': 'curl/8' }, RCLONE],
    [RCLONE, { 'user-agent': 'rclone/v1.70.0' }],
  ] as const) {
    await store();
    expect((await request('PUT', 'a', { body: BIG, headers: uploader })).status).toBe(507);
    expect((await request('DELETE', 'a', { headers: remover })).status).toBe(204);
  }
  await store();
  expect((await request('PUT', 'b', { body: BIG, headers: RCLONE })).status).toBe(507);
  expect((await request('PUT', 'a', { body: BIG, headers: RCLONE })).status).toBe(507);
  // The next upload fits.
  expect((await request('PUT', 'a', { body: 'new version', headers: RCLONE })).status).toBe(204);
  expect((await request('DELETE', 'a', { headers: RCLONE })).status).toBe(204);
});
