import type { RequestFacts } from '@http507/core';

import { createAnswer } from './create-answer.ts';
import { factsOf } from './facts-of.ts';
import type { FetchOptions } from './fetch-options.ts';
import { type HonoContext, honoDefault } from './hono-default.ts';

/** What storageExhaustedErrorHandler can be told, every member optional. */
export interface StorageExhaustedErrorHandlerOptions<Context extends HonoContext = HonoContext>
  extends FetchOptions<Context> {
  /** Your own error handler, which gets every other error; what Hono does by itself by default. */
  readonly otherwise?: ((error: Error, context: Context) => Response | Promise<Response>) | undefined;
}

/**
 * Returns a handler for Hono's `app.onError` that answers 507 when storage is exhausted, and hands every other error on as it is.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function storageExhaustedErrorHandler<Context extends HonoContext = HonoContext>(
  options: StorageExhaustedErrorHandlerOptions<Context> = {},
): (error: Error, context: Context) => Response | Promise<Response> {
  const { otherwise = honoDefault, ...rest } = options;
  if (typeof otherwise !== 'function') throw new TypeError('options.otherwise must be a function');
  const answer = createAnswer<Context>(rest);
  return (error, context) => {
    const reply = answer(error, () => factsOfContext(context));
    if (!reply) return otherwise(error, context);
    // On the context, and not on a response alone: Hono lets the headers of the context win.
    for (const name of reply.dropHeaders) context.header(name);
    for (const [name, value] of Object.entries(reply.headers)) context.header(name, value);
    return context.newResponse(reply.body || null, reply.status);
  };
}

function factsOfContext<Context extends HonoContext>(context: Context): RequestFacts<Context> {
  const { req, res, var: variables } = context;
  const { routePath } = req as { routePath?: unknown };
  return {
    ...factsOf(req.raw),
    request: context,
    route: typeof routePath === 'string' ? routePath : undefined,
    announcedId: res.headers.get('x-request-id'),
    // Hono's own middleware puts it there.
    id: (variables as { requestId?: unknown }).requestId,
    vary: res.headers.get('vary'),
  };
}
