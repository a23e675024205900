import {
  type Exchange,
  type Incoming,
  type ManagedResponse,
  type Outgoing,
  writeManagedReply,
} from '@http507/node';
import type { ArgumentsHost } from '@nestjs/common';

import { log } from './log.ts';

/** What Express's request has, and Node's own in a middleware. */
type PlainRequest = Incoming & { readonly id?: unknown; readonly route?: { readonly path?: unknown } };

interface FastifyRequest {
  readonly raw: Incoming;
  readonly id: unknown;
  readonly routeOptions?: { readonly url?: unknown };
}

interface FastifyReply extends ManagedResponse {
  readonly raw: Outgoing;
  readonly sent: boolean;
  getHeader(name: string): unknown;
}

/** Returns the exchange of a request on either platform. */
export function exchangeOf(host: ArgumentsHost): Exchange<unknown> {
  const request = host.switchToHttp().getRequest<PlainRequest | FastifyRequest>();
  const response = host.switchToHttp().getResponse<Outgoing | FastifyReply>();
  if ('raw' in request && 'raw' in response) return { ...throughFastify(request, response), request, log };
  const plain = request as PlainRequest;
  return {
    request,
    incoming: plain,
    outgoing: response as Outgoing,
    // Neither Express's nor Node's own: pino-http and Fastify's middleware engine put it there.
    id: plain.id,
    route: plain.route?.path,
    log,
  };
}

function throughFastify(request: FastifyRequest, response: FastifyReply): Omit<Exchange<unknown>, 'request'> {
  const { id, routeOptions } = request;
  const straight = { incoming: request.raw, outgoing: response.raw, id, route: routeOptions?.url };
  // A reply that the handler has hijacked sends nothing more.
  if (response.sent) return straight;
  return {
    ...straight,
    getHeader: (name) => response.getHeader(name),
    write: (reply) => writeManagedReply(response, reply),
  };
}
