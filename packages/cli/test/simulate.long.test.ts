import http from 'node:http';
import { text } from 'node:stream/consumers';

import { describe, expect, onTestFinished, test } from 'vitest';

import { inspect } from '../src/index.ts';
import { type SimulatedRequest, type SimulatorOptions, startSimulator } from '../src/simulate/index.ts';

async function start(options?: SimulatorOptions): Promise<string> {
  const { url, close } = await startSimulator(options);
  onTestFinished(close);
  return `${url}/status/507`;
}

test('one line starts it, on the loopback interface', async () => {
  const { url } = await startSimulator();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/status/507`)).status).toBe(507);
});

test('it stops when it is told to', async () => {
  const { url, close } = await startSimulator();
  await close();
  await expect(fetch(url)).rejects.toThrow();
});

test('a port that is taken rejects', async () => {
  const port = Number(new URL(await start()).port);
  await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE');
});

describe('the query selects', () => {
  test('the reason and Retry-After', async () => {
    const response = await fetch(`${await start()}?reason=quota&retryAfter=120`);
    expect(response.headers.get('retry-after')).toBe('120');
    expect(await response.json()).toMatchObject({
      reason: 'quota',
      retryAfter: 120,
      temporary: true,
      quotaBytes: 10_485_760,
    });
  });

  test('Retry-After as a date', async () => {
    const date = new Date(Date.now() + 600_000).toUTCString();
    const response = await fetch(`${await start()}?retryAfter=${encodeURIComponent(date)}`);
    expect(response.headers.get('retry-after')).toBe(date);
  });

  test.each(['application/json', 'application/problem+json', 'text/plain', 'text/html'])(
    'the type %s',
    async (type) => {
      const response = await fetch(`${await start()}?type=${encodeURIComponent(type)}`, {
        headers: { Accept: 'image/png' },
      });
      expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    },
  );

  test('the type by Accept, where the query names none', async () => {
    const response = await fetch(await start(), { headers: { Accept: 'text/plain' } });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test.each([
    ['webdav', '<d:sufficient-disk-space/>'],
    ['s3', '<Code>XMinioStorageFull</Code>'],
    ['git-lfs', '"message":'],
    ['tus', '507 Insufficient Storage'],
  ])('the profile %s', async (profile, words) => {
    expect(await (await fetch(`${await start()}?profile=${profile}`)).text()).toContain(words);
  });

  test('after how many bytes of the body the answer comes', async () => {
    const requests: SimulatedRequest[] = [];
    const url = await start({ onRequest: (request) => requests.push(request) });
    await fetch(`${url}?at=2000000`, { method: 'PUT', body: Buffer.alloc(5_000_000) });
    await fetch(url, { method: 'PUT', body: 'short' });
    expect(requests).toMatchObject([
      { method: 'PUT', url: '/status/507?at=2000000' },
      { method: 'PUT', url: '/status/507', receivedBytes: 0 },
    ]);
    expect(requests[0]?.receivedBytes).toBeGreaterThanOrEqual(2_000_000);
  });

  test('how long the answer waits', async () => {
    const answered: string[] = [];
    const url = await start({ onRequest: (request) => answered.push(request.url) });
    await Promise.all([fetch(`${url}?delay=1000`), fetch(url)]);
    expect(answered).toEqual(['/status/507', '/status/507?delay=1000']);
  });

  test('whether a client that expects 100 Continue may send', async () => {
    const url = await start();
    expect(await continuesTo(url)).toBe(false);
    expect(await continuesTo(`${url}?at=1`)).toBe(true);
  });
});

test.each([
  ['reason=full', 'reason must be one of capacity, quota'],
  ['profile=ftp', 'profile must be one of webdav, s3, git-lfs, tus'],
  ['type=image/png', 'type image/png is not available'],
  ['profile=s3&type=text/html', 'type text/html is not available in the profile s3'],
  ['retryAfter=soon', 'retryAfter must be a number of seconds or a date'],
  ['delay=-1', 'delay must be a whole number'],
  ['at=1e9', 'at must be a whole number'],
  ['leak=everything', 'leak must be one of path, stack'],
  ['cacheable&html', 'One mistake at a time, not cacheable and html'],
  ['chacheable', 'chacheable is not a parameter'],
])('?%s is refused', async (query, detail) => {
  const response = await fetch(`${await start()}?${query}`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(detail);
});

test.each(['/', '//', 'http://[', '/status/507/'])('there is nothing at %s', async (path) => {
  const { port } = new URL(await start());
  const { statusCode } = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ port, path }, resolve).once('error', reject);
  });
  expect(statusCode).toBe(404);
});

describe('inspect', { timeout: 60_000 }, () => {
  test.each([
    '',
    'reason=quota',
    'reason=quota&retryAfter=120',
    'retryAfter=120',
    'type=application/problem%2Bjson',
    'type=text/plain',
    'type=text/html',
    'profile=webdav',
    'profile=s3',
    'profile=git-lfs',
    'profile=tus',
    'at=100000',
    'delay=20',
  ])('finds nothing in ?%s', async (query) => {
    const { findings } = await inspect(`${await start()}?${query}`, { timeout: 60 });
    // What is asked for by name is not what the client accepts.
    expect(findings.map(({ id }) => id)).toEqual(query === 'type=text/html' ? ['body.html'] : []);
  });

  test.each([
    ['cacheable', 'cache.storable'],
    ['cut', 'delivery.cut'],
    ['hang', 'delivery.timeout'],
    ['html', 'body.html'],
    ['reset', 'delivery.closed'],
    ['stale-gzip', 'body.encoding'],
    ['leak', 'leak.path'],
    ['leak=path', 'leak.path'],
    ['leak=stack', 'leak.stack'],
    ['leak=sql', 'leak.sql'],
    ['leak=host', 'leak.host'],
    ['leak=version', 'leak.version'],
    ['leak=credentials', 'leak.credentials'],
    ['at=8000000', 'delivery.late'],
  ])('finds in ?%s that it is %s, and nothing else', async (query, id) => {
    // A server that hangs uses up three quarters of the time.
    const timeout = query === 'hang' ? 4 : 60;
    const { findings } = await inspect(`${await start()}?${query}`, { timeout });
    expect(findings.map((finding) => finding.id)).toEqual([id]);
  });
});

/** Resolves to whether the server sends 100 Continue before it answers. */
function continuesTo(url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const request = http.request(url, {
      method: 'PUT',
      headers: { Expect: '100-continue', 'Content-Length': 1 },
    });
    request.once('continue', () => {
      continued = true;
      request.end('x');
    });
    request.once('response', (response) => text(response).then(() => resolve(continued), reject));
    request.once('error', reject);
    request.flushHeaders();
  });
}
