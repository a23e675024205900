import { createToResponse } from './create-to-response.ts';
import type { FetchOptions } from './fetch-options.ts';

/** A handler as `Bun.serve`, `Deno.serve`, a worker's `fetch` and Hono's `app.fetch` are: plain or async. */
export type FetchHandler<Incoming extends Request, Rest extends unknown[], Result> = (
  request: Incoming,
  ...rest: Rest
) => Result | Promise<Result>;

/**
 * Returns a fetch handler that answers 507 when the given one throws, or rejects, because storage is exhausted. With everything
 * else that it throws or rejects with, it rejects as it is.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function storageExhausted<Incoming extends Request, Rest extends unknown[], Result>(
  handler: FetchHandler<Incoming, Rest, Result>,
  options?: FetchOptions<Incoming>,
): (request: Incoming, ...rest: Rest) => Promise<Result | Response> {
  const toResponse = createToResponse(options);
  // A runtime calls a handler as a method: of the worker's object, of Bun's server.
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
