import { PassThrough, Readable } from 'node:stream';
import { Collector, getHttp2, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const STORAGE = new StorageExhaustedError('midway');
const FOREIGN = new Error('other');

describe.each(MAJORS)('a stream that fails in $major', ({ fastify }) => {
  async function start(source: Readable, overHttp2: boolean) {
    const events = new Collector<{ readonly error: unknown }>();
    const responded = new Collector<unknown>();
    // Cast, because Fastify has a separate type for each kind of server.
    const application = fastify({ http2: overHttp2 } as object);
    application.register(storageExhaustedPlugin, { logger: false, onExhausted: events.add });
    application.get('/', (_request, reply) => void reply.send(source));
    application.addHook('onResponse', async () => responded.add(undefined));
    await application.ready();
    return { origin: await listen(application.server), events, responded };
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

  test('midway is cut off over HTTP/1, by Fastify itself', async () => {
    const source = open();
    const { origin } = await start(source, false);
    const response = await fetch(origin);
    expect(response.status).toBe(200);
    source.destroy(STORAGE);
    await expect(response.text()).rejects.toThrow();
  });

  test('midway is reset with INTERNAL_ERROR over HTTP/2 and reported', async () => {
    const source = open();
    const { origin, events } = await start(source, true);
    const answer = await getHttp2(origin, () => source.destroy(STORAGE));
    expect(answer).toMatchObject({ status: 200, text: 'part', rstCode: 2 });
    expect((await events.first()).error).toBe(STORAGE);
    expect(events.items).toHaveLength(1);
  });

  test('midway for another reason is left to Fastify over HTTP/2', async () => {
    const source = open();
    const { origin, events, responded } = await start(source, true);
    const answer = await getHttp2(origin, () => source.destroy(FOREIGN));
    expect(answer).toMatchObject({ status: 200, text: 'part', rstCode: 0 });
    await responded.first();
    expect(events.items).toEqual([]);
  });

  test('gets no listener over HTTP/1', async () => {
    const source = open();
    let listeners = -1;
    const application = fastify();
    application.register(storageExhaustedPlugin, { logger: false });
    application.addHook('onSend', async () => {
      listeners = source.listenerCount('error');
    });
    const before = source.listenerCount('error');
    application.get('/', (_request, reply) => void reply.send(source));
    await application.ready();
    const response = await fetch(await listen(application.server));
    source.end();
    expect(await response.text()).toBe('part');
    expect(listeners).toBe(before);
  });
});
