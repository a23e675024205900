import { createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import type { Context, Middleware } from 'koa';

/**
 * Returns a middleware for Koa that lets an upload in as long as the guard has room for it, and throws what the guard rejects
 * with. Use it before all that reads bodies.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function storageGuard(guard: Guard, options?: StorageGuardOptions<Context>): Middleware {
  const admit = createAdmission(guard, options);
  return async (context, next) => {
    await admit(context, context.req, context.res);
    await next();
  };
}
