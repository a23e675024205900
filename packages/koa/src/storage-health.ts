import { createStorageHealth, type Guard, type StorageHealthOptions } from '@http507/node';
import type { Middleware } from 'koa';

/**
 * Returns a middleware for Koa that answers whether the service is ready: 200 with the state of the storage, or 503 if `failWhenFull` is
 * set and nothing can be stored. Mount it on the path of the check.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageHealth(guard: Guard, options?: StorageHealthOptions): Middleware {
  const check = createStorageHealth(guard, options);
  return async (context) => {
    const health = await check();
    context.set('Cache-Control', 'no-store');
    context.status = health.ok ? 200 : 503;
    context.body = health;
  };
}
