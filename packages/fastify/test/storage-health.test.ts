import underPressure from '@fastify/under-pressure';
import { storageHealthCheck } from '@http507/fastify';
import { folderCapacity } from '@http507/guard';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';

const full = folderCapacity({ path: '/files', limit: 1, usage: () => 1 });

async function startWith(healthCheck: ReturnType<typeof storageHealthCheck>): Promise<FastifyInstance> {
  const app = Fastify();
  onTestFinished(() => app.close());
  await app.register(underPressure, {
    healthCheck,
    healthCheckInterval: 1_000,
    exposeStatusRoute: {
      url: '/readyz',
      routeOpts: {},
      routeResponseSchemaOpts: { storage: { type: 'string' } },
    },
  });
  app.get('/files', async () => []);
  await app.ready();
  return app;
}

test('a full service is ready to read, and its status route says that it is full', async () => {
  const app = await startWith(storageHealthCheck(full));
  const ready = await app.inject('/readyz');
  expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok', storage: 'full' }]);
  expect((await app.inject('/files')).statusCode).toBe(200);
});

test('with failWhenFull, @fastify/under-pressure refuses every request', async () => {
  const app = await startWith(storageHealthCheck(full, { failWhenFull: true }));
  expect((await app.inject('/readyz')).statusCode).toBe(503);
  expect((await app.inject('/files')).statusCode).toBe(503);
});
