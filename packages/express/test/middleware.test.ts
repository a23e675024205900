import http from 'node:http';
import { listen, upload } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import compression from 'compression';
import cors from 'cors';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('middleware in $major', ({ express }) => {
  function start(...before: RequestHandler[]): Promise<string> {
    const application = express();
    for (const middleware of before) application.use(middleware);
    application.put('/', (request, _response, next) => failMidway(request).catch(next));
    application.get('/', () => {
      throw new StorageExhaustedError();
    });
    application.use(storageExhaustedHandler({ logger: false }));
    return listen(http.createServer(application));
  }

  test.each([
    ['its default threshold', {}],
    ['threshold 0', { threshold: 0 }],
  ])('compression, %s: an upload refused midway gets a readable 507', async (_title, options) => {
    const origin = await start(compression(options));
    const { response, text } = await upload(origin, { 'Accept-Encoding': 'gzip' });
    expect(response.status).toBe(507);
    expect(JSON.parse(text)).toMatchObject({ status: 507, error: 'insufficient_storage' });
  });

  test('helmet and cors: their headers are kept', async () => {
    const origin = await start(
      helmet(),
      cors({ origin: 'https://example.com', exposedHeaders: 'Retry-After' }),
    );
    const { status, headers } = await fetch(origin, { headers: { Origin: 'https://example.com' } });
    expect(status).toBe(507);
    expect(headers.get('Strict-Transport-Security')).toContain('max-age');
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'self'");
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://example.com');
    expect(headers.get('Access-Control-Expose-Headers')).toBe('Retry-After');
    expect(headers.get('Vary')).toBe('Origin, Accept');
  });

  test('express.json(): a body over the limit still gets a 413', async () => {
    const origin = await start(express.json({ limit: 10 }));
    const { status } = await fetch(origin, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'more than ten bytes' }),
    });
    expect(status).toBe(413);
  });
});

/** Fails after the first part of the body and leaves the rest unread. */
async function failMidway(request: Request): Promise<void> {
  await new Promise((resolve) => {
    request.once('data', resolve);
  });
  request.pause();
  throw new StorageExhaustedError();
}
