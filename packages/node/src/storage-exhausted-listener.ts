import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { AdapterOptions } from './create-adapter-responder.ts';
import { createExchangeHandler } from './create-exchange-handler.ts';

/** A `request` listener for HTTP/1 or HTTP/2, sync or async. */
export type RequestListener<
  Request extends IncomingMessage | Http2ServerRequest = IncomingMessage,
  Response extends ServerResponse | Http2ServerResponse = ServerResponse,
> = (request: Request, response: Response) => unknown;

/**
 * Wraps a listener for `node:http` so that the server answers 507 if the listener throws or rejects because storage is exhausted.
 * Other errors are passed on unchanged.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageExhaustedListener<
  Request extends IncomingMessage | Http2ServerRequest = IncomingMessage,
  Response extends ServerResponse | Http2ServerResponse = ServerResponse,
>(
  listener: RequestListener<Request, Response>,
  options?: AdapterOptions<Request>,
): RequestListener<Request, Response> {
  const handle = createExchangeHandler<Request>(options);
  return (request, response) => {
    const recover = (thrown: unknown): void => {
      const handled = handle(thrown, () => ({ request, incoming: request, outgoing: response }));
      if (!handled) throw thrown;
    };
    try {
      const result = listener(request, response);
      return result instanceof Promise ? result.catch(recover) : result;
    } catch (thrown) {
      return recover(thrown);
    }
  };
}
