import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';

import { startService } from '../../store/test/service.ts';
import { BODY, create, created, head, patch, TUS, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '10000', QUOTA_BYTES: '1000' };

test('an upload that does not fit is refused when it is created', async () => {
  const { url, dataDir } = await startService('tus', LIMITS);
  const response = await create(url, 1001);
  expect(response.status).toBe(507);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'tus-resumable': '1.0.0',
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.stringContaining('Upload-Offset'),
    'x-request-id': expect.any(String),
  });
  expect(response.headers.has('upload-offset')).toBe(false);
  expect(await response.text()).toContain('Used: 0 of 1000 bytes.');
  expect(await readdir(dataDir)).toEqual([]);
  expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
});

test('an upload is reserved from its creation, and counted when it is finished', async () => {
  const { url } = await startService('tus', LIMITS);
  const upload = await created(url, 600);
  expect(await usage(url)).toEqual({
    usedBytes: 0,
    reservedBytes: 600,
    availableBytes: 400,
    quotaBytes: 1000,
  });
  const refused = await create(url, 401, { headers: { accept: 'application/json' } });
  expect([refused.status, await refused.json()]).toEqual([
    507,
    expect.objectContaining({ reason: 'quota', usedBytes: 600, quotaBytes: 1000 }),
  ]);
  expect((await create(url, 1000, { headers: { 'x-account': 'ann' } })).status).toBe(201);
  const body = Buffer.alloc(600, 'x');
  expect((await patch(upload, 0, body.subarray(0, 200))).headers.get('upload-offset')).toBe('200');
  expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 600 });
  const last = await patch(upload, 200, body.subarray(200));
  expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '600']);
  expect(await usage(url)).toMatchObject({ usedBytes: 600, reservedBytes: 0 });
  expect(await (await fetch(upload)).text()).toBe(String(body));
});

test('CAPACITY_BYTES limits all accounts together', async () => {
  const { url } = await startService('tus', { CAPACITY_BYTES: '1000', QUOTA_BYTES: '800' });
  await created(url, 800, { 'x-account': 'ann' });
  const refused = await create(url, 300, { headers: { 'x-account': 'ben', accept: 'application/json' } });
  expect([refused.status, await refused.json()]).toEqual([
    507,
    expect.objectContaining({ reason: 'capacity' }),
  ]);
});

describe('creation with upload', () => {
  test('stores what fits', async () => {
    const { url } = await startService('tus', LIMITS);
    const response = await create(url, 600, { headers: BODY, body: Buffer.alloc(600) });
    expect([response.status, response.headers.get('upload-offset')]).toEqual([201, '600']);
    expect(await usage(url)).toMatchObject({ usedBytes: 600, reservedBytes: 0 });
  });

  test('a client that waits for 100 Continue sends nothing of a refused upload', async () => {
    const { url } = await startService('tus', LIMITS);
    const headers = {
      ...TUS,
      ...BODY,
      'upload-length': 1001,
      'content-length': 1001,
      expect: '100-continue',
    };
    const upload = request(`${url}/files`, { method: 'POST', headers });
    let continued = false;
    upload.on('continue', () => {
      continued = true;
    });
    upload.flushHeaders();
    const [response] = await once(upload, 'response');
    expect([response.statusCode, continued]).toEqual([507, false]);
    upload.destroy();
  });

  test('leaves nothing behind when the creation fails, because the client does not know its address', async () => {
    const { url, dataDir } = await startService('tus', LIMITS);
    const longer = await create(url, undefined, { headers: BODY, body: Buffer.alloc(1001) });
    expect(longer.status).toBe(507);
    expect(longer.headers.has('upload-offset')).toBe(false);
    const wrong = await create(url, 10, { headers: BODY, body: Buffer.alloc(11) });
    expect(wrong.status).toBe(413);
    expect(await readdir(dataDir)).toEqual([]);
    expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  });
});

test('an empty upload is finished when it is created', async () => {
  const { url } = await startService('tus', { ...LIMITS, QUOTA_BYTES: '0' });
  const upload = await created(url, 0);
  expect(await head(upload)).toMatchObject({ offset: '0', length: '0' });
  expect(await (await fetch(upload)).text()).toBe('');
});

test.each(['100000000000000000000', '9007199254740992'])(
  'an Upload-Length of %s does not fit',
  async (length) => {
    const { url, dataDir } = await startService('tus', LIMITS);
    expect((await create(url, length)).status).toBe(507);
    expect(await readdir(dataDir)).toEqual([]);
  },
);

test('other mistakes get their own answers, and show no internals', async () => {
  const { url, dataDir } = await startService('tus', LIMITS);
  const account = await create(url, 1, { headers: { 'x-account': '../ann' } });
  expect([account.status, await account.json()]).toEqual([
    400,
    expect.objectContaining({ error: 'invalid_account' }),
  ]);
  expect((await create(url, -1)).status).toBe(400);
  expect((await fetch(`${url}/files`, { method: 'POST' })).status).toBe(412);
  for (const id of ['unknown', '..', '%2e%2e', '%2fetc%2fpasswd', 'a.json', '%00']) {
    const answer = await patch(`${url}/files/${id}`, 0, Buffer.from('x'));
    expect([404, 412]).toContain(answer.status);
    expect(await answer.text()).not.toContain(dataDir);
  }
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/nope`)).status).toBe(404);
});

test('a script of another origin may send every header that the example uses', async () => {
  const { url } = await startService('tus', LIMITS);
  const preflight = await fetch(`${url}/files`, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
  });
  const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
  for (const name of ['tus-resumable', 'upload-length', 'upload-offset', 'x-account', 'x-request-id'])
    expect(allowed).toContain(name);
});
