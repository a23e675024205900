import type { AddressInfo } from 'node:net';

import { storageHealthHandler } from '@http507/express';
import { folderCapacity } from '@http507/guard';
import { expect, onTestFinished, test } from 'vitest';

import { MAJORS } from './majors.ts';

const full = folderCapacity({ path: '/files', limit: 1, usage: () => 1 });
const BODY = { state: 'full', checks: [{ name: 'folder', state: 'full' }] };

test.each(MAJORS)('$major: a full service is ready to read, and not ready to store', async ({ express }) => {
  const app = express();
  app.get('/readyz', storageHealthHandler(full));
  app.get('/readyz/store', storageHealthHandler(full, { failWhenFull: true }));
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
