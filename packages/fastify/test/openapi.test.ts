import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import { insufficientStorageResponse } from '@http507/openapi';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';

test('a response schema of @http507/openapi leaves the 507 as it is', async () => {
  const app = Fastify();
  onTestFinished(() => app.close());
  await app.register(storageExhaustedPlugin, { logger: false, requestId: () => 'id-1' });
  const fail = (): never => {
    throw new StorageExhaustedError();
  };
  app.put('/plain', fail);
  app.put('/described', { schema: { response: { 507: insufficientStorageResponse() } } }, fail);
  const [plain, described] = [
    await app.inject({ method: 'PUT', url: '/plain' }),
    await app.inject({ method: 'PUT', url: '/described' }),
  ];
  expect(described.statusCode).toBe(507);
  expect(described.body).toBe(plain.body);
});
