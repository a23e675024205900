import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { AdapterOptions } from './create-adapter-responder.ts';
import { createExchangeHandler } from './create-exchange-handler.ts';

/** A listener for `request`, plain or async, of HTTP/1 or HTTP/2. */
export type RequestListener<
  Request extends IncomingMessage | Http2ServerRequest = IncomingMessage,
  Response extends ServerResponse | Http2ServerResponse = ServerResponse,
> = (request: Request, response: Response) => unknown;

/**
 * Returns a listener for `node:http` that answers 507 when the given one throws, or rejects, because storage is
 * exhausted. Everything else that it throws or rejects with goes on as if it stood alone.
 *
 * @throws TypeError that names the option which is unknown or invalid
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
