import { createGuardMiddleware, type Guard, type StorageGuardOptions } from '@http507/node';
import type { Request, RequestHandler } from 'express';

/**
 * Returns a middleware for Express that lets an upload in as long as the guard has room for it, and hands what the guard rejects
 * with to the error handlers. Register it before all that reads bodies.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function storageGuard(guard: Guard, options?: StorageGuardOptions<Request>): RequestHandler {
  return createGuardMiddleware(guard, options);
}
