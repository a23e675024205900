import type { RequestFacts } from '@http507/core';

import { createAnswer } from './create-answer.ts';
import { factsOf } from './facts-of.ts';
import type { FetchOptions } from './fetch-options.ts';
import { type HonoContext, honoDefault } from './hono-default.ts';

/** Options of storageExhaustedErrorHandler. All are optional. */
export interface StorageExhaustedErrorHandlerOptions<Context extends HonoContext = HonoContext>
  extends FetchOptions<Context> {
  /** Your error handler for other errors. Default: Hono's default error handler. */
  readonly otherwise?: ((error: Error, context: Context) => Response | Promise<Response>) | undefined;
}

/**
 * Returns a handler for Hono's `app.onError` that answers 507 when storage is exhausted and passes other errors on unchanged.
 *
 * @throws TypeError with the name of an unknown or invalid option
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
    // On the context, because its headers override those of a response.
    for (const name of reply.dropHeaders) context.header(name);
    for (const [name, value] of Object.entries(reply.headers)) context.header(name, value);
    return context.newResponse(reply.body || null, reply.status as 507);
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
    // Set by Hono's request-id middleware.
    id: (variables as { requestId?: unknown }).requestId,
    vary: res.headers.get('vary'),
    get present() {
      return Object.fromEntries(res.headers);
    },
  };
}
