import http from 'node:http';
import http2 from 'node:http2';
import { PassThrough, Readable } from 'node:stream';
import { Collector, getHttp2, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const STORAGE = new StorageExhaustedError('midway');
const FOREIGN = new Error('other');

describe.each(MAJORS)('a stream that fails in $major', ({ Koa }) => {
  async function start(source: Readable, overHttp2: boolean) {
    const events = new Collector<{ readonly error: unknown }>();
    const errors = new Collector<unknown>();
    const application = new Koa();
    application.on('error', errors.add);
    application.use(storageExhaustedMiddleware({ logger: false, onExhausted: events.add }));
    application.use((context) => {
      context.body = source;
    });
    const callback = application.callback();
    const server = overHttp2 ? http2.createServer(callback as never) : http.createServer(callback);
    return { origin: await listen(server), events, errors };
  }

  /** Returns a stream that fails before its first byte. */
  const failing = (thrown: Error): Readable =>
    new Readable({
      read() {
        this.destroy(thrown);
      },
    });

  /** Returns a stream that continues until it is destroyed. */
  function open(): PassThrough {
    const source = new PassThrough();
    source.write('part');
    return source;
  }

  test.each([1, 2])('before its first byte gets a 507 over HTTP/%i', async (version) => {
    const { origin, events } = await start(failing(STORAGE), version === 2);
    const answer = version === 2 ? await getHttp2(origin) : await fetch(origin);
    expect(answer.status).toBe(507);
    expect((await events.first()).error).toBe(STORAGE);
    expect(events.items).toHaveLength(1);
  });

  test('midway is cut off over HTTP/1 and reported', async () => {
    const source = open();
    const { origin, events } = await start(source, false);
    const response = await fetch(origin);
    expect(response.status).toBe(200);
    source.destroy(STORAGE);
    await expect(response.text()).rejects.toThrow();
    expect((await events.first()).error).toBe(STORAGE);
    expect(events.items).toHaveLength(1);
  });

  test('midway is reset with INTERNAL_ERROR over HTTP/2 and reported', async () => {
    const source = open();
    const { origin, events } = await start(source, true);
    const answer = await getHttp2(origin, () => source.destroy(STORAGE));
    expect(answer).toMatchObject({ status: 200, text: 'part', rstCode: 2 });
    expect((await events.first()).error).toBe(STORAGE);
    expect(events.items).toHaveLength(1);
  });

  test('midway for another reason is left to Koa', async () => {
    const source = open();
    const { origin, events, errors } = await start(source, false);
    await fetch(origin);
    source.destroy(FOREIGN);
    expect(await errors.first()).toBe(FOREIGN);
    expect(events.items).toEqual([]);
  });
});
