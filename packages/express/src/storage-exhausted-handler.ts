import { type AdapterOptions, createExchangeHandler } from '@http507/node';
import type { ErrorRequestHandler, Request } from 'express';

/** What storageExhaustedHandler can be told, every member optional. */
export type StorageExhaustedHandlerOptions = AdapterOptions<Request>;

/**
 * Returns an error handler for Express that answers 507 when storage is exhausted, and hands every other error on as
 * it is. Register it after the routes and before the other error handlers.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function storageExhaustedHandler(options?: StorageExhaustedHandlerOptions): ErrorRequestHandler {
  const handle = createExchangeHandler(options);
  return (thrown, request, response, next) => {
    const handled = handle(thrown, () => ({
      request,
      incoming: request,
      outgoing: response,
      // Not Express's own: pino-http and express-request-id put it there.
      id: (request as { id?: unknown }).id,
      // Without baseUrl, which holds what the client has asked for and not the pattern.
      route: request.route?.path,
    }));
    if (!handled) next(thrown);
  };
}
