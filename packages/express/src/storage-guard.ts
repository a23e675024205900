import { createGuardMiddleware, type Guard, type StorageGuardOptions } from '@http507/node';
import type { Request, RequestHandler } from 'express';

/**
 * Returns a middleware for Express that admits uploads while the guard has room for them, and passes the guard's errors to the error
 * handlers. Register it before any middleware that reads bodies.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageGuard(guard: Guard, options?: StorageGuardOptions<Request>): RequestHandler {
  return createGuardMiddleware(guard, options);
}
