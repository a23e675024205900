import type { Exchange, Incoming, ManagedResponse, Outgoing } from '@http507/node';
import type { ArgumentsHost } from '@nestjs/common';

import { log } from './log.ts';

/** The request of Express, or Node's request in a middleware. */
type PlainRequest = Incoming & { readonly id?: unknown; readonly route?: { readonly path?: unknown } };

interface FastifyRequest {
  readonly raw: Incoming;
  readonly id: unknown;
  readonly routeOptions?: { readonly url?: unknown };
}

interface FastifyReply extends ManagedResponse {
  readonly raw: Outgoing;
  readonly sent: boolean;
}

/** Returns the exchange of a request on Express or Fastify. */
export function exchangeOf(host: ArgumentsHost): Exchange<unknown> {
  const request = host.switchToHttp().getRequest<PlainRequest | FastifyRequest>();
  const response = host.switchToHttp().getResponse<Outgoing | FastifyReply>();
  if ('raw' in request && 'raw' in response) return { ...throughFastify(request, response), request, log };
  const plain = request as PlainRequest;
  return {
    request,
    incoming: plain,
    outgoing: response as Outgoing,
    // Set by pino-http and Fastify's middleware engine, not by Express or Node.
    id: plain.id,
    route: plain.route?.path,
    log,
  };
}

function throughFastify(request: FastifyRequest, response: FastifyReply): Omit<Exchange<unknown>, 'request'> {
  const { id, routeOptions } = request;
  const straight = { incoming: request.raw, outgoing: response.raw, id, route: routeOptions?.url };
  // A reply that the handler has hijacked sends nothing.
  if (response.sent) return straight;
  return { ...straight, managed: response };
}
