import http from 'node:http';
import { listen, upload } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import cors from '@koa/cors';
import type { Middleware } from 'koa';
import compress from 'koa-compress';
import helmet from 'koa-helmet';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('middleware in $major', ({ Koa }) => {
  function start(...before: Middleware[]): Promise<string> {
    const application = new Koa();
    for (const middleware of before) application.use(middleware);
    application.use(storageExhaustedMiddleware({ logger: false }));
    application.use(async ({ req }) => {
      if (req.method === 'PUT') {
        await new Promise((resolve) => {
          req.once('data', resolve);
        });
        req.pause();
      }
      throw new StorageExhaustedError();
    });
    return listen(http.createServer(application.callback()));
  }

  test.each([
    ['its default threshold', {}],
    ['threshold 0', { threshold: 0 }],
  ])('koa-compress, %s: an upload refused midway gets a readable 507', async (_title, options) => {
    const origin = await start(compress(options) as Middleware);
    const { response, text } = await upload(origin, { 'Accept-Encoding': 'gzip' });
    expect(response.status).toBe(507);
    expect(JSON.parse(text)).toMatchObject({ status: 507, error: 'insufficient_storage' });
  });

  test('helmet and cors: their headers are kept', async () => {
    const origin = await start(
      helmet(),
      cors({ origin: 'https://example.com', exposeHeaders: 'Retry-After' }) as Middleware,
    );
    const { status, headers } = await fetch(origin, { headers: { Origin: 'https://example.com' } });
    expect(status).toBe(507);
    expect(headers.get('Strict-Transport-Security')).toContain('max-age');
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'self'");
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://example.com');
    expect(headers.get('Access-Control-Expose-Headers')).toBe('Retry-After');
    expect(headers.get('Vary')).toBe('Origin, Accept');
  });
});
