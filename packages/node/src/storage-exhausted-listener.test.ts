import diagnosticsChannel from 'node:diagnostics_channel';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import type { ExhaustedEvent } from '@http507/core';
import { afterEach, describe, expect, test } from 'vitest';

import type { AdapterOptions } from './create-adapter-responder.ts';
import { createExchangeHandler } from './create-exchange-handler.ts';
import { StorageExhaustedError } from './index.ts';
import { type RequestListener, storageExhaustedListener } from './storage-exhausted-listener.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Http2Listener = RequestListener<http2.Http2ServerRequest, http2.Http2ServerResponse>;

async function portOf(server: {
  listen(port: number, host: string): unknown;
  address(): unknown;
}): Promise<number> {
  await once(server.listen(0, '127.0.0.1') as NodeJS.EventEmitter, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Outcome {
  readonly url: string;
  /** What the listener threw or rejected with. */
  readonly passedOn: unknown[];
  readonly events: ExhaustedEvent[];
}

/** Serves with a listener and collects the errors that it throws, which would otherwise end the process. */
async function serve(listener: RequestListener, options: AdapterOptions = {}): Promise<Outcome> {
  const passedOn: unknown[] = [];
  const events: ExhaustedEvent[] = [];
  const guarded = storageExhaustedListener(listener, {
    logger: false,
    onExhausted: (event) => events.push(event),
    ...options,
  });
  const server = createServer(async (request, response) => {
    try {
      await guarded(request, response);
    } catch (error) {
      passedOn.push(error);
      response.writeHead(500).end();
    }
  });
  closing.push(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${await portOf(server)}/`, passedOn, events };
}

function full(): never {
  throw Object.assign(new Error('canary'), { code: 'ENOSPC' });
}

describe('a failure about storage', () => {
  test.each<[string, RequestListener]>([
    ['thrown', full],
    ['thrown after a wait', async () => Promise.resolve().then(full)],
    ['thrown by the kernel', () => writeFileSync('/dev/full', 'x')],
    ['rejected with by the kernel', () => writeFile('/dev/full', 'x')],
    ['wrapped', () => Promise.reject(new Error('canary', { cause: new StorageExhaustedError('canary') }))],
  ])('is answered with 507: %s', async (_name, listener) => {
    const { url, passedOn, events } = await serve(listener);
    const response = await fetch(url, { headers: { 'X-Request-Id': 'id-1' } });
    expect(response.status).toBe(507);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: 'insufficient_storage', requestId: 'id-1' });
    expect(text).not.toContain('canary');
    expect(passedOn).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ requestId: 'id-1', method: 'GET' });
  });

  test('fulfills the promise of an async listener and returns from a sync one', async () => {
    const results: unknown[] = [];
    for (const listener of [full, async () => full()]) {
      const guarded = storageExhaustedListener(listener, { logger: false });
      const server = createServer((request, response) => results.push(guarded(request, response)));
      closing.push(() => server.close().closeAllConnections());
      expect((await fetch(`http://127.0.0.1:${await portOf(server)}/`)).status).toBe(507);
    }
    expect(results[0]).toBeUndefined();
    await expect(results[1]).resolves.toBeUndefined();
  });

  test('keeps the announced request id, headers that still apply and Vary', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('X-Request-Id', 'announced');
      response.setHeader('Vary', 'Origin');
      response.setHeader('ETag', '"canary"');
      response.setHeader('Access-Control-Allow-Origin', '*');
      full();
    });
    const { headers } = await fetch(url, { headers: { 'X-Request-Id': 'inbound' } });
    expect(headers.get('x-request-id')).toBe('announced');
    expect(headers.get('vary')).toBe('Origin, Accept');
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('passes the request to the requestId callback', async () => {
    const requestId = (request: unknown): unknown => (request as IncomingMessage).headers['x-mine'];
    const { url } = await serve(full, { requestId });
    const { headers } = await fetch(url, { headers: { 'X-Mine': 'mine' } });
    expect(headers.get('x-request-id')).toBe('mine');
  });

  test('after the headers cuts the response and is reported', async () => {
    const { url, events } = await serve(async (_request, response) => {
      await new Promise<void>((resolve) => response.write('first', () => resolve()));
      full();
    });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(events).toHaveLength(1);
  });

  test('after the end is reported and the response arrives', async () => {
    const { url, events } = await serve(async (_request, response) => {
      response.end('all');
      full();
    });
    expect(await (await fetch(url)).text()).toBe('all');
    expect(events).toHaveLength(1);
  });

  test('is reported although the client has disconnected', async () => {
    const { url, events } = await serve(async (_request, response) => {
      await once(response, 'close');
      full();
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const published = new Promise((resolve) =>
      diagnosticsChannel.channel('http507:exhausted').subscribe(resolve),
    );
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => setImmediate(() => socket.resetAndDestroy()));
    await published;
    expect(events).toHaveLength(1);
  });

  test('is reported once, after the response', async () => {
    const order: string[] = [];
    const { url } = await serve(
      (_request, response) => {
        const { end } = response;
        response.end = ((...args: []) => {
          order.push('answer');
          return Reflect.apply(end, response, args);
        }) as never;
        full();
      },
      { onExhausted: () => order.push('event') },
    );
    await fetch(url);
    expect(order).toEqual(['answer', 'event']);
  });

  test('is logged by the logger of the request', async () => {
    const records: unknown[] = [];
    const { url } = await serve(
      (request) => {
        Object.assign(request, { log: { error: (record: unknown) => records.push(record) } });
        full();
      },
      { logger: true },
    );
    await fetch(url);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ kind: 'disk', method: 'GET' });
  });
});

describe('another failure', () => {
  test.each<[unknown]>([
    [new Error('other')],
    [Object.freeze(new TypeError('other'))],
    ['a text'],
    [undefined],
    [null],
    [0],
    [5n],
    [Symbol('other')],
  ])('is passed on as the same value: %s', async (thrown) => {
    for (const listener of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const { url, passedOn, events } = await serve(listener);
      expect((await fetch(url)).status).toBe(500);
      expect(passedOn).toHaveLength(1);
      expect(passedOn[0]).toBe(thrown);
      expect(events).toEqual([]);
    }
  });

  test('is thrown synchronously if the listener threw synchronously', () => {
    const thrown = new Error('other');
    const guarded = storageExhaustedListener(() => {
      throw thrown;
    });
    expect(() => guarded({} as IncomingMessage, {} as ServerResponse)).toThrow(thrown);
  });

  test('leaves the results of listeners unchanged', async () => {
    const result = { a: 1 };
    const [request, response] = [{} as IncomingMessage, {} as ServerResponse];
    expect(storageExhaustedListener(() => result)(request, response)).toBe(result);
    expect(await storageExhaustedListener(async () => result)(request, response)).toBe(result);
  });
});

describe('over HTTP/2', () => {
  async function request(
    listener: Http2Listener,
  ): Promise<{ stream: http2.ClientHttp2Stream; events: ExhaustedEvent[] }> {
    const events: ExhaustedEvent[] = [];
    const guarded = storageExhaustedListener<http2.Http2ServerRequest, http2.Http2ServerResponse>(listener, {
      logger: false,
      onExhausted: (event) => events.push(event),
    });
    const server = http2.createServer((incoming, outgoing) => void guarded(incoming, outgoing));
    const session = http2.connect(`http://127.0.0.1:${await portOf(server)}`);
    closing.push(
      () => session.destroy(),
      () => server.close(),
    );
    const stream = session.request({ ':method': 'PUT', accept: 'text/plain' }, { endStream: false });
    stream.on('error', () => {});
    return { stream, events };
  }

  test('a failure about storage is answered with 507', async () => {
    const { stream, events } = await request(async () => full());
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(507);
    expect(headers.connection).toBeUndefined();
    let text = '';
    for await (const chunk of stream) text += chunk;
    expect(text).toMatch(/^507 Insufficient Storage\n/);
    expect(events).toHaveLength(1);
  });

  test('a failure after the headers resets the response', async () => {
    const { stream, events } = await request(async (_request, response) => {
      await new Promise<void>((resolve) => void response.write('first', () => resolve()));
      full();
    });
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.resume();
    await closed;
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
    expect(events).toHaveLength(1);
  });

  test('a failure is reported although the client has disconnected', async () => {
    let failed: (() => void) | undefined;
    const failure = new Promise<void>((resolve) => {
      failed = resolve;
    });
    const { stream, events } = await request(async (_request, response) => {
      const gone = once(response, 'close');
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await gone;
      setImmediate(() => failed?.());
      full();
    });
    await failure;
    expect(events).toHaveLength(1);
  });
});

describe('the options', () => {
  test('are checked when the listener is created', () => {
    const make = (options: object) => (): unknown => storageExhaustedListener(full, options);
    for (const logger of ['false', null, 0, {}])
      expect(make({ logger })).toThrow(
        new TypeError('options.logger must be a boolean; use options.onExhausted to log elsewhere'),
      );
    expect(make({ loger: true })).toThrow(new TypeError('options.loger is not an option'));
    expect(make({ type: 'x' })).toThrow(TypeError);
    expect(make({ logger: undefined })).not.toThrow();
  });
});

describe('an adapter', () => {
  test('is asked for its exchange only if the failure is about storage', () => {
    const handle = createExchangeHandler();
    const exchange = (): never => {
      throw new Error('asked');
    };
    expect(handle(new Error('other'), exchange)).toBe(false);
    expect(handle(undefined, exchange)).toBe(false);
  });

  test('that fails to send its reply has its response cut, and the failure is reported', async () => {
    const events: ExhaustedEvent[] = [];
    const handle = createExchangeHandler({ logger: false, onExhausted: (event) => events.push(event) });
    const server = createServer((request, response) => {
      const write = (): never => {
        throw new Error('canary');
      };
      handle(new StorageExhaustedError(), () => ({ request, incoming: request, outgoing: response, write }));
    });
    closing.push(() => server.close());
    const url = `http://127.0.0.1:${await portOf(server)}/`;
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(events).toHaveLength(1);
  });

  test('supplies the id, the route, the log and the way to write', async () => {
    const records: unknown[] = [];
    const handle = createExchangeHandler();
    const server = createServer((request, response) => {
      response.setHeader('Vary', 'Origin');
      handle(new StorageExhaustedError(), () => ({
        request,
        incoming: request,
        outgoing: response,
        id: 'framework',
        route: '/files/:name',
        log: (record) => records.push(record),
        // Later, like a framework that responds after its middleware has returned.
        write: (reply) => setImmediate(() => response.writeHead(reply.status, reply.headers).end(reply.body)),
      }));
      expect(records).toEqual([]);
    });
    closing.push(() => server.close());
    const response = await fetch(`http://127.0.0.1:${await portOf(server)}/`);
    expect(response.headers.get('vary')).toBe('Origin, Accept');
    expect(await response.json()).toMatchObject({ requestId: 'framework' });
    while (records.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(records[0]).toMatchObject({ requestId: 'framework', route: '/files/:name' });
  });

  test('has no route in the log if the route is not a string', async () => {
    const records: object[] = [];
    const handle = createExchangeHandler();
    const server = createServer((request, response) => {
      const exchange = { request, incoming: request, outgoing: response, route: /canary/ };
      handle(new StorageExhaustedError(), () => ({ ...exchange, log: (record) => records.push(record) }));
    });
    closing.push(() => server.close());
    await fetch(`http://127.0.0.1:${await portOf(server)}/`);
    expect(records).toHaveLength(1);
    expect(records[0]).not.toHaveProperty('route');
  });
});
