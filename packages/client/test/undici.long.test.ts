import { once } from 'node:events';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { insufficientStorageInterceptor } from '@http507/client/undici';
import * as undici from 'undici';
import * as undici6 from 'undici6';
import { describe, expect, test } from 'vitest';

import { startFullService } from './full-service.ts';
import { listen, serve } from './upload-servers.ts';

describe.each([
  { name: 'undici 7', library: undici },
  { name: 'undici 6', library: undici6 as unknown as typeof undici },
])('$name', ({ library }) => {
  const { Agent, Client, request, stream, interceptors } = library;
  const dispatcher = new Agent().compose(insufficientStorageInterceptor());
  const patient = new Agent().compose(insufficientStorageInterceptor({ retry: { within: '1 min' } }));

  test.each<[string, undici.Dispatcher.DispatchOptions['headers']]>([
    ['an object', { 'Idempotency-Key': 'a' }],
    ['names and values', ['X-Mine', 'idempotency-key', 'Idempotency-Key', 'a']],
  ])('headers as %s have an Idempotency-Key', async (_, headers) => {
    const { url, requests } = await startFullService({ refusals: 1 });
    const { statusCode } = await request(url, {
      dispatcher: patient,
      method: 'POST',
      headers: headers as never,
    });
    expect([statusCode, requests.length]).toEqual([201, 2]);
  });

  test('the value of a header is no name', async () => {
    const { url } = await startFullService();
    const headers = ['X-Mine', 'idempotency-key'];
    await expect(
      request(url, { dispatcher, method: 'POST', headers: headers as never }),
    ).rejects.toMatchObject({
      obstacle: 'method',
    });
  });

  test('a client, and a stream', async () => {
    const { url } = await startFullService({ refusals: 1 });
    const { origin, pathname } = new URL(url);
    const client = new Client(origin);
    const composed = client.compose(insufficientStorageInterceptor({ retry: { within: '1 min' } }));
    const { statusCode, body } = await composed.request({ path: pathname, method: 'PUT', body: 'photo' });
    expect([statusCode, await body.text()]).toEqual([201, 'stored']);
    await client.close();

    const full = await startFullService();
    const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
    await expect(stream(full.url, { dispatcher, method: 'PUT', body: 'photo' }, sink)).rejects.toMatchObject({
      detail: 'There is no room.',
      code: 'ERR_INSUFFICIENT_STORAGE',
    });
  });

  test('an encoded body is not read', async () => {
    const url = await serve((_, response) => {
      const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain', 'X-Request-Id': '9f0c' };
      response.writeHead(507, headers).end(gzipSync('Your quota is used up.'));
    });
    const error: unknown = await request(url, { dispatcher }).catch((thrown: unknown) => thrown);
    expect({ ...(error as object) }).toMatchObject({ temporary: true, requestId: '9f0c' });
    expect(error).not.toHaveProperty('detail');
  });

  test('a body without an end is not read to its end', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_, response) => {
      closed = once(response, 'close');
      response.writeHead(507);
      const write = (): void => {
        while (!response.destroyed && response.write('x y '.repeat(4096)));
        response.once('drain', write);
      };
      write();
    });
    await expect(request(url, { dispatcher })).rejects.toMatchObject({ name: 'InsufficientStorageError' });
    await closed;
  });

  test('a large answer is passed on with its backpressure', async () => {
    const url = await serve((_, response) => {
      response.end(Buffer.alloc(5_000_000, 'x'));
    });
    for (const each of [dispatcher, patient]) {
      const { body } = await request(url, { dispatcher: each });
      let bytes = 0;
      for await (const chunk of body) {
        bytes += (chunk as Buffer).length;
        // Slower than the server.
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(bytes).toBe(5_000_000);
    }
  });

  test('an answer that breaks off fails as ever', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half', () => response.destroy());
    });
    const { body } = await request(url, { dispatcher: patient });
    await expect(body.text()).rejects.toThrow(/other side closed|terminated|aborted/);
  });

  test('an upgrade passes', async () => {
    const server = createServer().on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: mine\r\n\r\n');
    });
    const { socket, headers } = await library.upgrade(await listen(server), {
      dispatcher: patient,
      protocol: 'mine',
    });
    socket.destroy();
    expect(headers.upgrade).toBe('mine');
  });

  test('redirects work on both sides', async () => {
    const { url, requests } = await startFullService({ refusals: 1 });
    const moved = await serve((_, response) => {
      response.writeHead(307, { Location: url }).end();
    });
    const redirect = interceptors.redirect({ maxRedirections: 1 });
    const ours = insufficientStorageInterceptor({ retry: { within: '1 min' } });
    const following = new Agent().compose(ours, redirect);
    const { statusCode } = await request(moved, { dispatcher: following, method: 'PUT', body: 'photo' });
    expect([statusCode, requests.length]).toEqual([201, 2]);
  });

  test('a request that is aborted before it is sent is not', async () => {
    const { url, requests } = await startFullService();
    const signal = AbortSignal.abort();
    await expect(request(url, { dispatcher: patient, method: 'PUT', signal })).rejects.toThrow(/abort/i);
    expect(requests).toEqual([]);
  });
});
