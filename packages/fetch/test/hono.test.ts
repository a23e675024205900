import {
  type ExhaustedEvent,
  StorageExhaustedError,
  storageExhausted,
  storageExhaustedErrorHandler,
} from '@http507/fetch';
import { type ErrorHandler, type Handler, Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { serve } from './serve.ts';

const fail: Handler = () => {
  throw new StorageExhaustedError();
};

function start(handler: Handler, ...before: MiddlewareHandler[]): Promise<string> {
  const app = new Hono();
  app.onError(storageExhaustedErrorHandler({ logger: false }));
  for (const middleware of before) app.use(middleware);
  app.all('*', handler);
  return serve(app.fetch);
}

describe('with middleware', () => {
  test('CORS headers, policies and the request id are kept, and Vary is extended', async () => {
    const origin = await start(
      fail,
      secureHeaders(),
      cors({ origin: 'https://example.com', exposeHeaders: ['Retry-After'] }),
      requestId(),
    );
    const response = await fetch(origin, { headers: { Origin: 'https://example.com' } });
    expect(response.status).toBe(507);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://example.com');
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(response.headers.get('strict-transport-security')).toContain('max-age');
    expect(response.headers.get('vary')).toBe('Accept, Origin');
    const { requestId: id } = (await response.json()) as { requestId: string };
    expect(response.headers.get('x-request-id')).toBe(id);
  });

  test('the id of the requestId middleware is used even if it is not announced', async () => {
    const ids: string[] = [];
    const origin = await start(fail, requestId({ headerName: '' }), async (context, next) => {
      ids.push(context.var.requestId);
      await next();
    });
    const response = await fetch(origin, { headers: { 'X-Request-Id': 'inbound' } });
    expect([response.headers.get('x-request-id')]).toEqual(ids);
  });

  test('compress leaves a readable 507', async () => {
    const origin = await start(fail, compress());
    const response = await fetch(origin, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ error: 'insufficient_storage' });
  });

  test('an error after next(): headers that described the complete response are dropped', async () => {
    const upstream = await serve(
      () =>
        new Response('stored', {
          headers: {
            ETag: '"stale"',
            'Cache-Control': 'max-age=9',
            'Content-Language': 'de',
            'X-Own': 'kept',
          },
        }),
    );
    // The headers of a response from fetch are immutable.
    const origin = await start(
      () => fetch(upstream),
      async (_context, next) => {
        await next();
        throw new StorageExhaustedError();
      },
    );
    const { status, headers } = await fetch(origin);
    expect(status).toBe(507);
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('content-language')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-own')).toBe('kept');
  });
});

test('the event has the pattern of the route, also in a nested app', async () => {
  const events: ExhaustedEvent[] = [];
  const files = new Hono();
  files.put('/files/:name', fail);
  const app = new Hono();
  app.onError(storageExhaustedErrorHandler({ logger: false, onExhausted: (event) => events.push(event) }));
  app.route('/api', files);
  const { status } = await fetch(`${await serve(app.fetch)}/api/files/a`, { method: 'PUT', body: 'x' });
  expect(status).toBe(507);
  expect(events).toMatchObject([{ method: 'PUT', route: '/api/files/:name' }]);
});

test('requestId and otherwise get the context, with its type', async () => {
  interface Environment {
    Variables: { tenant: string };
  }
  const app = new Hono<Environment>();
  app.onError(
    storageExhaustedErrorHandler({
      logger: false,
      otherwise: (error, context) => context.json({ own: error.message, path: context.req.path }, 418),
    }),
  );
  app.get('/full', fail);
  app.get('/*', () => {
    throw new TypeError('a bug');
  });
  const origin = await serve(app.fetch);
  expect((await fetch(`${origin}/full`)).status).toBe(507);
  const response = await fetch(`${origin}/other`);
  expect(response.status).toBe(418);
  expect(await response.json()).toEqual({ own: 'a bug', path: '/other' });
});

test.each<[string, () => Error]>([
  ['a bug', () => new TypeError('a bug')],
  ['an HTTPException', () => new HTTPException(403, { message: 'no' })],
  [
    'an HTTPException with a Response',
    () => new HTTPException(401, { res: new Response('own', { status: 401 }) }),
  ],
])('without otherwise, Hono answers as if there were no handler: %s', async (_title, make) => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  const answer = async (...handlers: ErrorHandler[]): Promise<object> => {
    const app = new Hono();
    for (const handler of handlers) app.onError(handler);
    app.use(async (context, next) => {
      context.header('X-Own', 'kept');
      await next();
    });
    app.get('/', () => {
      throw make();
    });
    spy.mockClear();
    const response = await fetch(await serve(app.fetch));
    const { date: _, ...headers } = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.text(), logged: [...spy.mock.calls] };
  };
  expect(await answer(storageExhaustedErrorHandler())).toEqual(await answer());
});

test('a thrown value that is no Error reaches the wrapper around the app, not the handler of Hono', async () => {
  const app = new Hono();
  app.onError(storageExhaustedErrorHandler({ logger: false }));
  app.get('/', () => {
    throw { code: 'ENOSPC', errno: -28, syscall: 'write' };
  });
  const origin = await serve(storageExhausted(app.fetch, { logger: false }));
  expect((await fetch(origin)).status).toBe(507);
});

test('otherwise must be a function, and the other options are checked', () => {
  expect(() => storageExhaustedErrorHandler({ otherwise: 1 as never })).toThrow(
    new TypeError('options.otherwise must be a function'),
  );
  expect(() => storageExhaustedErrorHandler({ logger: 1 as never })).toThrow(/options\.logger/);
  expect(() => storageExhaustedErrorHandler({ unheardOf: 1 } as never)).toThrow(/options\.unheardOf/);
});
