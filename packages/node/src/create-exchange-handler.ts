import type { RequestFacts } from '@http507/core';

import { type AdapterOptions, createAdapterResponder } from './create-adapter-responder.ts';
import { cut } from './cut.ts';
import { deliver } from './deliver.ts';
import { dropHeaders } from './drop-headers.ts';
import type { Exchange } from './exchange.ts';
import { isClosed } from './is-closed.ts';
import { logOf } from './log.ts';
import { writeReply } from './write-reply.ts';

/**
 * Answers one failed request. Returns false, and has done nothing, when what was thrown is not about storage; the
 * adapter then passes on that same value. Never throws.
 *
 * @param exchange - called only when what was thrown is about storage
 */
export type HandleExchange<Request> = (thrown: unknown, exchange: () => Exchange<Request>) => boolean;

/**
 * Returns the function that every adapter for Node is made of.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createExchangeHandler<Request>(options?: AdapterOptions<Request>): HandleExchange<Request> {
  const { responder, report } = createAdapterResponder(options);
  return (thrown, getExchange) => {
    const error = responder.recognize(thrown);
    if (!error) return false;
    const exchange = getExchange();
    const {
      incoming,
      outgoing,
      log = logOf(incoming),
      write = (reply) => writeReply(outgoing, reply),
    } = exchange;
    const facts = factsOf(exchange);
    const event = responder.describe(error, facts);
    try {
      if (outgoing.headersSent) {
        cut(outgoing, error);
      } else {
        const reply = responder.reply(event, facts);
        dropHeaders(outgoing, reply.dropHeaders);
        deliver(incoming, outgoing);
        write(reply);
      }
    } catch {
      cut(outgoing, error);
    }
    // The response first: some frameworks write it only once their middleware has returned.
    if (outgoing.headersSent || isClosed(outgoing)) report(event, log);
    else outgoing.once('close', () => report(event, log));
    return true;
  };
}

function factsOf<Request>(exchange: Exchange<Request>): RequestFacts<Request> {
  const { request, incoming, outgoing, id, route } = exchange;
  const { getHeader = (name) => outgoing.getHeader(name) } = exchange;
  const { method, headers } = incoming;
  return {
    request,
    method,
    route: typeof route === 'string' ? route : undefined,
    accept: headers.accept,
    announcedId: getHeader('x-request-id'),
    id,
    inboundId: headers['x-request-id'],
    traceparent: headers.traceparent,
    vary: getHeader('vary'),
  };
}
