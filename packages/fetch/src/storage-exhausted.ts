import { createToResponse } from './create-to-response.ts';
import type { FetchOptions } from './fetch-options.ts';

/** A handler for `Bun.serve`, `Deno.serve` or a worker's `fetch`, or Hono's `app.fetch`. Sync or async. */
export type FetchHandler<Incoming extends Request, Rest extends unknown[], Result> = (
  request: Incoming,
  ...rest: Rest
) => Result | Promise<Result>;

/**
 * Wraps a fetch handler so that it answers 507 if it throws or rejects because storage is exhausted. It rejects with other errors
 * unchanged.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageExhausted<Incoming extends Request, Rest extends unknown[], Result>(
  handler: FetchHandler<Incoming, Rest, Result>,
  options?: FetchOptions<Incoming>,
): (request: Incoming, ...rest: Rest) => Promise<Result | Response> {
  const toResponse = createToResponse(options);
  // Runtimes call a handler as a method of the worker's object or of Bun's server.
  return async function (this: unknown, request, ...rest) {
    try {
      return await Reflect.apply(handler, this, [request, ...rest]);
    } catch (thrown) {
      const response = toResponse(thrown, request);
      if (!response) throw thrown;
      return response;
    }
  };
}
