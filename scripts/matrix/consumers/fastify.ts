import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import type { FastifyInstance } from 'fastify';

export async function register(application: FastifyInstance): Promise<void> {
  await application.register(storageExhaustedPlugin, { logger: false });
  application.get('/', { config: { storageGuard: true } }, async () => {
    throw new StorageExhaustedError();
  });
}
export async function registerWrongly(application: FastifyInstance): Promise<void> {
  // @ts-expect-error: there is no such option, so the types are not `any`.
  await application.register(storageExhaustedPlugin, { logger: 'no' });
}
