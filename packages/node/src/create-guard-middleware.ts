import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Guard } from '@http507/guard';

import { createAdmission } from './create-admission.ts';
import type { StorageGuardOptions } from './storage-guard-options.ts';

/** A middleware for Express and compatible frameworks. */
export type GuardMiddleware<Request> = (
  request: Request,
  response: ServerResponse,
  next: (thrown?: unknown) => void,
) => void;

/**
 * Returns a middleware that admits requests while the guard has room for them, and passes the guard's errors to `next`. Register it
 * before any middleware that reads bodies.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createGuardMiddleware<Request extends IncomingMessage>(
  guard: Guard,
  options?: StorageGuardOptions<Request>,
): GuardMiddleware<Request> {
  const admit = createAdmission(guard, options);
  return (request, response, next) => {
    admit(request, request, response).then(
      () => next(),
      // Express would continue for other values, such as undefined and 'route'.
      (thrown) => next(thrown instanceof Object ? thrown : new Error('The guard failed', { cause: thrown })),
    );
  };
}
