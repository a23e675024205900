import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';

import { makeFolder, partsIn, SERVICES, startService } from './service.ts';
import { mountTmpfs, noTmpfs } from './tmpfs.ts';
import { openUpload, post, put, putChunked, statusOf, upload } from './upload.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const BIG = Buffer.alloc(20_000_000);
const PROBLEM = { status: 507, error: 'insufficient_storage', reason: 'capacity' };

describe.each(SERVICES)('the %s service', (name) => {
  test('refuses an upload that cannot fit before it reads the body', async () => {
    const { url, dataDir } = await startService(name);
    await put(`${url}/files/old`, 'old version');
    const answer = await put(`${url}/files/old`, BIG);
    expect([answer.status, await answer.json()]).toEqual([507, expect.objectContaining(PROBLEM)]);
    const plain = await upload(`${url}/files/old`, BIG);
    expect([plain.status, JSON.parse(plain.text)]).toEqual([507, expect.objectContaining(PROBLEM)]);
    const form = await post(`${url}/files`, BIG, 'old');
    expect([form.status, await form.json()]).toEqual([507, expect.objectContaining(PROBLEM)]);
    // It announces a body and sends none, so only a service that does not wait can answer.
    for (const [method, path, type] of [
      ['PUT', '/files/old', 'application/json'],
      ['POST', '/files', 'multipart/form-data; boundary=x'],
    ] as const) {
      const request = openUpload(
        `${url}${path}`,
        { 'content-length': 20_000_000, 'content-type': type },
        method,
      );
      const status = statusOf(request);
      request.flushHeaders();
      expect(await status).toBe(507);
      request.destroy();
    }
    expect(await (await fetch(`${url}/files/old`)).text()).toBe('old version');
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test.skipIf(!hasCurl)(
    'costs a refused curl no byte of its upload (skipped where there is no curl)',
    async () => {
      const { url } = await startService(name);
      const folder = await makeFolder();
      const file = join(folder, 'big');
      await writeFile(file, BIG);
      const format = [
        '-sS',
        '-o',
        join(folder, 'out'),
        '-H',
        'Expect: 100-continue',
        '-w',
        '%{http_code} %{size_upload}',
      ];
      for (const how of [
        ['-T', file, `${url}/files/big`],
        ['-F', `file=@${file}`, `${url}/files`],
      ]) {
        expect((await run('curl', [...format, ...how])).stdout).toBe('507 0');
      }
    },
  );

  test('stops an upload of unknown length when the room is used up', async () => {
    const { url, dataDir } = await startService(name);
    await put(`${url}/files/old`, 'old version');
    const chunked = await putChunked(`${url}/files/old`, BIG);
    expect([chunked.status, await chunked.json()]).toEqual([507, expect.objectContaining(PROBLEM)]);
    // It would fit if it replaced the largest file, but it does not.
    await put(`${url}/files/large`, Buffer.alloc(8_000_000));
    const form = await post(`${url}/files`, new Uint8Array(5_000_000), 'old');
    expect([form.status, await form.json()]).toEqual([507, expect.objectContaining(PROBLEM)]);
    expect(await (await fetch(`${url}/files/old`)).text()).toBe('old version');
    expect(await partsIn(dataDir)).toEqual([]);
    await fetch(`${url}/files/large`, { method: 'DELETE' });
    expect((await put(`${url}/files/new`, Buffer.alloc(9_000_000))).status).toBe(201);
  });

  test.each([
    { where: 'the room ends', volume: makeFolder, env: {}, lengths: [{}], skip: undefined },
    {
      where: `the volume is full${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`,
      volume: mountTmpfs,
      env: { CAPACITY_BYTES: '100000000' },
      lengths: [{}, { 'content-length': 60_000_000 }],
      skip: noTmpfs,
    },
  ])('answers a form that is still being sent where $where', async ({ volume, env, lengths, skip }) => {
    if (skip) return;
    const dataDir = await volume();
    const { url, output } = await startService(name, { DATA_DIR: dataDir, ...env });
    await put(`${url}/files/old`, 'old version');
    for (const length of lengths) {
      const headers = { 'content-type': 'multipart/form-data; boundary=x', ...length };
      const request = openUpload(`${url}/files`, headers, 'POST');
      const answered = once(request, 'response');
      request.write('--x\r\nContent-Disposition: form-data; name="file"; filename="old"\r\n\r\n');
      // Then it pauses forever.
      for (let sent = 0; sent < 13; sent += 1) request.write(Buffer.alloc(1_000_000, 'x'));
      const [response] = (await answered) as [IncomingMessage];
      expect([response.statusCode, await json(response)]).toEqual([507, expect.objectContaining(PROBLEM)]);
      request.destroy();
    }
    expect(await partsIn(dataDir)).toEqual([]);
    expect(await (await fetch(`${url}/files/old`)).text()).toBe('old version');
    expect((await post(`${url}/files`, new Uint8Array(1_000_000), 'new')).status).toBe(201);
    await vi.waitFor(
      () => expect(output().match(/Storage exhausted: answered 507/g)).toHaveLength(1),
      20_000,
    );
    expect(output()).not.toMatch(/ERR_HTTP_HEADERS_SENT|Unhandled/);
  });

  test('counts uploads in progress', async () => {
    const { url, dataDir } = await startService(name);
    const first = openUpload(`${url}/files/first`, { 'content-length': 6_000_000 });
    const status = statusOf(first);
    first.write(Buffer.alloc(1000));
    await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
    expect((await put(`${url}/files/second`, Buffer.alloc(6_000_000))).status).toBe(507);
    expect((await put(`${url}/files/third`, Buffer.alloc(3_000_000))).status).toBe(201);
    first.end(Buffer.alloc(5_999_000));
    expect(await status).toBe(201);
  });
});

test('every service sends the same bytes with a 507', async () => {
  const answers = await Promise.all(
    SERVICES.map(async (name) => {
      const { url } = await startService(name);
      const headers = { 'x-request-id': 'the-same', accept: 'application/problem+json' };
      const refused = await put(`${url}/files/big`, BIG, { headers });
      const asked = await fetch(`${url}/status/507?reason=quota&retryAfter=30`);
      const strip = (text: string): string => text.replace(/"requestId":"[^"]*"/, '"requestId":"…"');
      return [refused, asked].map(async (response) => ({
        type: response.headers.get('content-type'),
        cache: response.headers.get('cache-control'),
        retryAfter: response.headers.get('retry-after'),
        body: strip(await response.text()),
      }));
    }),
  );
  const [first, ...others] = await Promise.all(answers.map((answer) => Promise.all(answer)));
  expect(first?.[1]).toMatchObject({ retryAfter: '30', body: expect.stringContaining('"reason":"quota"') });
  for (const other of others) expect(other).toEqual(first);
});
