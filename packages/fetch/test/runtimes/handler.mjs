// The handler that every runtime serves, with the built package.
import { Hono } from 'hono';
import { cors } from 'hono/cors';

import { StorageExhaustedError, storageExhausted, storageExhaustedErrorHandler } from '../../dist/index.js';

const QUOTA = { reason: 'quota', usage: { usedBytes: 10_485_000, quotaBytes: 10_485_760 } };

const app = new Hono();
app.onError(storageExhaustedErrorHandler({ logger: false }));
app.use(cors());
app.all('/hono', (context) => {
  context.header('ETag', '"stale"');
  throw new StorageExhaustedError();
});

/** The request ids of what has been published before answers. */
const published = [];
const channels = globalThis.process?.getBuiltinModule?.('node:diagnostics_channel');
channels?.subscribe('http507:answer', ({ requestId }) => published.push(requestId));

const ROUTES = {
  '/published': () => Response.json(published),
  '/hono': (request) => app.fetch(request),
  '/capacity': () => {
    throw new StorageExhaustedError('for the log', { retryAfter: 120 });
  },
  '/quota': async () => {
    throw new StorageExhaustedError('for the log', QUOTA);
  },
  '/wrapped': async () => {
    const cause = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
    throw new Error('outer', { cause });
  },
  '/foreign': () => {
    throw new TypeError('x is not a function');
  },
  '/stored': async (request) => new Response(`stored ${(await request.arrayBuffer()).byteLength}`),
  // Reads a part of the upload before storage runs out.
  '/partly': async (request) => {
    await request.body.getReader().read();
    throw new StorageExhaustedError();
  },
  // Fails after the first part of the body.
  '/midway': () => breaking(),
  '/midway-with-length': () => breaking({ 'Content-Length': '1000' }),
};

/** Returns a handler with the common routes and those of a runtime. */
export function createHandler(routes) {
  return storageExhausted(
    (request) => {
      const { pathname } = new URL(request.url);
      return (routes?.[pathname] ?? ROUTES[pathname])(request);
    },
    { logger: false },
  );
}

function breaking(headers) {
  let parts = 0;
  const body = new ReadableStream({
    async pull(controller) {
      if (parts === 0) controller.enqueue(new TextEncoder().encode('the first part'));
      else {
        // So that the first part has been sent.
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.error(new StorageExhaustedError());
      }
      parts += 1;
    },
  });
  return new Response(body, { headers });
}
