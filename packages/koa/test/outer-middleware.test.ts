import http from 'node:http';
import { PassThrough } from 'node:stream';
import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('outer middleware in $major', ({ Koa }) => {
  const fail: Middleware = () => {
    throw new StorageExhaustedError();
  };

  /** Serves an application and collects the errors that Koa emits. */
  async function start(...middlewares: Middleware[]) {
    const errors: unknown[] = [];
    const application = new Koa();
    application.on('error', (error) => errors.push(error));
    for (const middleware of middlewares) application.use(middleware);
    return { origin: await listen(http.createServer(application.callback())), errors };
  }

  const answering = storageExhaustedMiddleware({ logger: false });

  test('continues after next(), sees the answer and may set headers', async () => {
    const seen: unknown[] = [];
    const timing: Middleware = async (context, next) => {
      await next();
      seen.push(context.status);
      context.set('Server-Timing', 'all;dur=1');
    };
    const { origin, errors } = await start(timing, answering, fail);
    const response = await fetch(origin);
    expect(response.status).toBe(507);
    expect(response.headers.get('Server-Timing')).toBe('all;dur=1');
    expect(await response.json()).toMatchObject({ status: 507 });
    expect(seen).toEqual([507]);
    expect(errors).toEqual([]);
  });

  test.each([new Error('other'), Object.freeze(new TypeError('frozen')), 'text', 42, null])(
    'gets every other thrown value unchanged: %s',
    async (value) => {
      const seen: unknown[] = [];
      const own: Middleware = async (context, next) => {
        try {
          await next();
        } catch (thrown) {
          seen.push(thrown);
          context.status = 418;
        }
      };
      const { origin } = await start(own, answering, async () => {
        throw value;
      });
      expect((await fetch(origin)).status).toBe(418);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toBe(value);
    },
  );

  test('ctx.throw(413) still gets a 413', async () => {
    const { origin } = await start(answering, (context) => context.throw(413, 'too much'));
    const response = await fetch(origin);
    expect(response.status).toBe(413);
    expect(await response.text()).toBe('too much');
  });

  test('app.on(error) still gets errors that are not about storage', async () => {
    const thrown = new Error('other');
    const { origin, errors } = await start(answering, () => {
      throw thrown;
    });
    expect((await fetch(origin)).status).toBe(500);
    expect(errors).toEqual([thrown]);
  });

  test('ctx.respond = false before the error does not leave the client waiting', async () => {
    const { origin } = await start(answering, (context) => {
      context.respond = false;
      throw new StorageExhaustedError();
    });
    const response = await fetch(origin);
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ status: 507 });
  });

  test('a stream that was the body is destroyed and its length removed', async () => {
    const body = new PassThrough();
    const closed = new Collector<unknown>();
    body.once('close', () => closed.add(undefined));
    const { origin } = await start(answering, (context) => {
      context.body = body;
      context.type = 'image/png';
      context.length = 5_000;
      throw new StorageExhaustedError();
    });
    const response = await fetch(origin);
    const text = await response.text();
    expect(response.status).toBe(507);
    expect(response.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('Content-Length')).toBe(String(text.length));
    await closed.first();
    expect(body.destroyed).toBe(true);
  });

  test('the event has the pattern of a nested route of @koa/router', async () => {
    const events = new Collector<{ readonly route?: string | undefined }>();
    const [outer, inner] = [new Router({ prefix: '/api' }), new Router()];
    inner.get('/files/:name', fail as never);
    outer.use('/:tenant', inner.routes());
    const { origin } = await start(
      storageExhaustedMiddleware({ logger: false, onExhausted: events.add }),
      outer.routes() as unknown as Middleware,
    );
    expect((await fetch(`${origin}/api/a/files/x`)).status).toBe(507);
    expect((await events.first()).route).toBe('/api/:tenant/files/:name');
  });
});
