import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { InsufficientStorageError, insufficientStorage, wrapFetch } from '@http507/client';
import { describe, expect, test } from 'vitest';

import { startFullService } from './full-service.ts';
import { serve } from './upload-servers.ts';

const patient = wrapFetch(fetch, { retry: { within: '1 min' } });

async function refusalOf(sending: Promise<unknown>): Promise<InsufficientStorageError> {
  const error = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InsufficientStorageError);
  return error as InsufficientStorageError;
}

describe('a body that is sent again', () => {
  const form = (): FormData => {
    const data = new FormData();
    data.set('file', new Blob(['photo']), 'photo.jpg');
    return data;
  };
  test.each<[string, () => BodyInit]>([
    ['text', () => 'photo'],
    ['an ArrayBuffer', () => new TextEncoder().encode('photo').buffer],
    ['a Uint8Array', () => new TextEncoder().encode('photo')],
    ['a Blob', () => new Blob(['photo'])],
    ['a form', form],
    ['URLSearchParams', () => new URLSearchParams({ photo: '' })],
  ])('%s', async (_, createBody) => {
    const { url, requests } = await startFullService({ refusals: 1 });
    expect((await patient(new URL(url), { method: 'PUT', body: createBody() })).status).toBe(201);
    expect(requests).toHaveLength(2);
    for (const { body } of requests) expect(body).toContain('photo');
  });

  test('a Request without one', async () => {
    const { url, requests } = await startFullService({ refusals: 1 });
    expect((await patient(new Request(url, { method: 'DELETE' }))).status).toBe(201);
    expect(requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });
});

describe('a body that is not', () => {
  test.each<[string, () => unknown]>([
    ['a stream', () => new Blob(['photo']).stream()],
    [
      'an async iterable',
      () =>
        (async function* () {
          yield Buffer.from('photo');
        })(),
    ],
  ])('%s', async (_, createBody) => {
    const { url, requests } = await startFullService();
    const init = { method: 'PUT', body: createBody(), duplex: 'half' } as RequestInit;
    expect((await refusalOf(patient(url, init))).obstacle).toBe('body');
    expect(requests.map(({ body }) => body)).toEqual(['photo']);
  });

  test('that of a Request', async () => {
    const { url, requests } = await startFullService();
    const request = new Request(url, { method: 'PUT', body: 'photo' });
    expect((await refusalOf(patient(request))).obstacle).toBe('body');
    expect(requests).toHaveLength(1);
  });
});

test('the Idempotency-Key of a Request counts', async () => {
  const { url, requests } = await startFullService({ refusals: 1 });
  const request = new Request(url, { method: 'POST', headers: { 'Idempotency-Key': 'a' } });
  expect((await patient(request)).status).toBe(201);
  expect(requests).toHaveLength(2);
});

test('the signal of a Request ends the wait', async () => {
  const { url } = await startFullService({ headers: { 'Retry-After': '30' } });
  const signal = AbortSignal.timeout(300);
  await expect(patient(new Request(url, { method: 'PUT', signal }))).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('what fetch refuses is refused as ever', async () => {
  await expect(patient('not a URL')).rejects.toThrow(TypeError);
  await expect(patient('http://127.0.0.1/', { headers: { 'a b': 'c' } })).rejects.toThrow(TypeError);
});

test('an option that is wrong is named at once', () => {
  expect(() => wrapFetch(fetch, { retry: { within: 'soon' as '1 s' } })).toThrow(
    new TypeError('options.retry.within is no duration'),
  );
});

test('after a refusal one request probes, and the others follow', async () => {
  const pending: ServerResponse[] = [];
  let refused = 0;
  const origin = await serve((request, response) => {
    request.resume();
    if (refused < 20) {
      refused += 1;
      response.writeHead(507, { 'Retry-After': '1' }).end();
    } else {
      pending.push(response);
    }
  });
  const answerAll = (): void => {
    for (const response of pending.splice(0)) response.writeHead(201).end();
  };
  const uploads = Array.from({ length: 20 }, () => patient(origin, { method: 'PUT', body: 'photo' }));
  for (const count of [1, 2, 4, 8, 5]) {
    await expect.poll(() => pending.length, { timeout: 10_000 }).toBe(count);
    answerAll();
  }
  expect((await Promise.all(uploads)).map(({ status }) => status)).toEqual(Array(20).fill(201));
});

test('an account that has no room holds no other back', async () => {
  const { url, requests } = await startFullService({ headers: { 'Retry-After': '30' } });
  const send = wrapFetch(fetch, {
    retry: { within: '1 min' },
    account: (_, init) => new Headers(init?.headers).get('x-account') ?? '',
  });
  const aborting = new AbortController();
  const put = (account: string): Promise<unknown> =>
    send(url, { method: 'PUT', headers: { 'x-account': account }, signal: aborting.signal }).catch(
      () => undefined,
    );
  const sent = [put('a')];
  await expect.poll(() => requests.length).toBe(1);
  sent.push(put('a'), put('b'));
  await expect.poll(() => requests.map(({ headers }) => headers['x-account'])).toEqual(['a', 'b']);
  aborting.abort();
  await Promise.all(sent);
});

describe('a body of the response', () => {
  test('without an end is read up to 64 kB, and its connection is closed', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_, response) => {
      closed = once(response, 'close');
      response.writeHead(507, { 'Retry-After': '7' });
      const write = (): void => {
        while (!response.destroyed && response.write('x y '.repeat(4096)));
        response.once('drain', write);
      };
      write();
    });
    const error = await refusalOf(wrapFetch(fetch)(url, { method: 'PUT' }));
    expect(error.retryAfter?.seconds).toBe(7);
    expect(error.detail).toHaveLength(500);
    await closed;
  });

  test('that hangs is read for 5 s', async () => {
    const url = await serve((_, response) => {
      response.writeHead(507).write('Half of a sentence, ');
    });
    expect((await refusalOf(wrapFetch(fetch)(url))).detail).toBe('Half of a sentence,');
  }, 20_000);

  test('that breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(507, { 'Content-Length': 100, 'X-Request-Id': '9f0c' });
      response.write('Half of a sentence', () => response.destroy());
    });
    expect((await refusalOf(wrapFetch(fetch)(url))).requestId).toBe('9f0c');
  });

  test('that has been read before', async () => {
    const response = new Response('{"reason":"quota"}', { status: 507, headers: { 'Retry-After': '7' } });
    await response.text();
    expect({ ...(await insufficientStorage(response)) }).toEqual({
      temporary: true,
      retryAfter: { seconds: 7, date: expect.any(Date) },
    });
  });

  test('that is none', async () => {
    const response = new Response(null, { status: 507 });
    expect({ ...(await insufficientStorage(response)) }).toEqual({ temporary: true });
  });
});
