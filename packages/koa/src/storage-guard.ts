import { createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import type { Context, Middleware } from 'koa';

/**
 * Returns a middleware for Koa that admits uploads while the guard has room for them, and throws the guard's errors. Use it before
 * any middleware that reads bodies.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageGuard(guard: Guard, options?: StorageGuardOptions<Context>): Middleware {
  const admit = createAdmission(guard, options);
  return async (context, next) => {
    await admit(context, context.req, context.res);
    await next();
  };
}
