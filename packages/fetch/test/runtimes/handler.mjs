// What every runtime serves, from the package as it is built.
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

const ROUTES = {
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
  // Reads a part of the upload, and then there is no more room.
  '/partly': async (request) => {
    await request.body.getReader().read();
    throw new StorageExhaustedError();
  },
  // The first part of a body, and then no more.
  '/midway': () => breaking(),
  '/midway-with-length': () => breaking({ 'Content-Length': '1000' }),
};

/** Answers by the path; a runtime may have further routes. */
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
        // So that the first has left.
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.error(new StorageExhaustedError());
      }
      parts += 1;
    },
  });
  return new Response(body, { headers });
}
