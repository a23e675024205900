import { type AdapterOptions, createExchangeHandler } from '@http507/node';
import type { ErrorRequestHandler, Request } from 'express';

/** Options of storageExhaustedHandler. All are optional. */
export type StorageExhaustedHandlerOptions = AdapterOptions<Request>;

/**
 * Returns an error handler for Express that answers 507 when storage is exhausted and passes other errors on unchanged. Register it
 * after the routes and before other error handlers.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageExhaustedHandler(options?: StorageExhaustedHandlerOptions): ErrorRequestHandler {
  const handle = createExchangeHandler(options);
  return (thrown, request, response, next) => {
    const handled = handle(thrown, () => ({
      request,
      incoming: request,
      outgoing: response,
      // Set by pino-http and express-request-id, not by Express.
      id: (request as { id?: unknown }).id,
      // Without baseUrl, which contains the requested path and not the pattern.
      route: request.route?.path,
    }));
    if (!handled) next(thrown);
  };
}
