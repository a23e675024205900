import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { storageHealthHandler } from '@http507/express';
import { folderCapacity, type GuardHealth } from '@http507/guard';
import { expect, onTestFinished, test } from 'vitest';

import { MAJORS } from './majors.ts';

const full = folderCapacity({ path: '/files', limit: 1, usage: () => 1 });
const BODY = { state: 'full', checks: [{ name: 'folder', state: 'full' }] };

test.each(MAJORS)('$major: a full service is ready to read, and not ready to store', async ({ express }) => {
  const app = express();
  app.get('/readyz', storageHealthHandler(full));
  app.get('/readyz/store', storageHealthHandler(full, { failWhenFull: true }));
  const origin = await serve(app);
  const read = await fetch(`${origin}/readyz`);
  expect([read.status, read.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await read.json()).toEqual({ ok: true, ...BODY });
  const store = await fetch(`${origin}/readyz/store`);
  expect(store.status).toBe(503);
  expect(await store.json()).toEqual({ ok: false, ...BODY });
  const head = await fetch(`${origin}/readyz`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([
    200,
    read.headers.get('content-length'),
  ]);
});

test.each(MAJORS)('$major: a guard of your own that fails is unavailable', async ({ express }) => {
  const app = express();
  const failing = { ...full, health: () => Promise.reject(new Error('canary')) };
  app.get('/readyz', storageHealthHandler(failing));
  app.get('/readyz/store', storageHealthHandler(failing, { failWhenFull: true }));
  const origin = await serve(app);
  const read = await fetch(`${origin}/readyz`);
  expect([read.status, await read.json()]).toEqual([200, { ok: true, state: 'unavailable', checks: [] }]);
  expect((await fetch(`${origin}/readyz/store`)).status).toBe(503);
});

test.each(MAJORS)(
  '$major: a check that is slower than a timeout of the service answers nothing more',
  async ({ express }) => {
    const { promise: health, resolve } = withResolvers<GuardHealth>();
    const app = express();
    app.get('/readyz', (_request, response, next) => {
      next();
      response.status(504).end();
    });
    app.get('/readyz', storageHealthHandler({ ...full, health: () => health }));
    const origin = await serve(app);
    expect((await fetch(`${origin}/readyz`)).status).toBe(504);
    resolve({ state: 'ok', checks: [] });
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  },
);

async function serve(app: RequestListener): Promise<string> {
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
