import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Guard } from '@http507/guard';

import { createAdmission } from './create-admission.ts';
import type { StorageGuardOptions } from './storage-guard-options.ts';

/** A middleware as Express and its kin take it. */
export type GuardMiddleware<Request> = (
  request: Request,
  response: ServerResponse,
  next: (thrown?: unknown) => void,
) => void;

/**
 * Returns a middleware that lets requests in as long as the guard has room for them, and hands what the guard rejects with to
 * `next`. It belongs before all that reads bodies.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createGuardMiddleware<Request extends IncomingMessage>(
  guard: Guard,
  options?: StorageGuardOptions<Request>,
): GuardMiddleware<Request> {
  const admit = createAdmission(guard, options);
  return (request, response, next) => {
    admit(request, request, response).then(
      () => next(),
      // Anything else, such as undefined and 'route', Express would take for leave to go on.
      (thrown) =>
        next(thrown instanceof Object ? thrown : new Error('The guard has failed', { cause: thrown })),
    );
  };
}
