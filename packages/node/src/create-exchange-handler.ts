import { AsyncResource } from 'node:async_hooks';

import type { RequestFacts } from '@http507/core';

import { type AdapterOptions, createAdapterResponder } from './create-adapter-responder.ts';
import { cut } from './cut.ts';
import { deliver } from './deliver.ts';
import { dropHeaders } from './drop-headers.ts';
import type { Exchange } from './exchange.ts';
import { isClosed } from './is-closed.ts';
import { publishAnswer } from './publish-answer.ts';
import { writeManagedReply } from './write-managed-reply.ts';
import { writeReply } from './write-reply.ts';

/** The headers that were set on a response before it failed. */
interface PresentHeaders {
  readonly 'x-request-id'?: unknown;
  readonly vary?: unknown;
}

/**
 * Answers one failed request. Returns false without doing anything if the thrown value is not about storage; the adapter then
 * passes that value on. Never throws.
 *
 * @param exchange - called only if the thrown value is about storage
 */
export type HandleExchange<Request> = (thrown: unknown, exchange: () => Exchange<Request>) => boolean;

/**
 * Returns the function that every adapter for Node is built on.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createExchangeHandler<Request>(options?: AdapterOptions<Request>): HandleExchange<Request> {
  const { responder, report } = createAdapterResponder(options);
  return (thrown, getExchange) => {
    const error = responder.recognize(thrown);
    if (!error) return false;
    const exchange = getExchange();
    const { incoming, outgoing, managed } = exchange;
    const present = (managed ?? outgoing).getHeaders();
    const facts = factsOf(exchange, present);
    let event = responder.describe(error, facts);
    try {
      if (outgoing.headersSent) {
        publishAnswer(event);
        cut(outgoing, error);
      } else {
        const reply = responder.reply(event, facts);
        if (reply.status !== event.status) event = { ...event, status: reply.status };
        publishAnswer(event);
        dropHeaders(present, reply.dropHeaders, outgoing, managed);
        deliver(incoming, outgoing, reply.status);
        if (managed) writeManagedReply(managed, reply);
        else if (exchange.write) exchange.write(reply);
        else writeReply(outgoing, reply);
      }
    } catch {
      cut(outgoing, error);
    }
    const tell = (): void => report(event, exchange.log ?? incoming);
    // The response comes first. Some frameworks write it only after their middleware has returned.
    if (outgoing.headersSent || isClosed(outgoing)) tell();
    // In the context of the request, in which loggers find its trace.
    else outgoing.once('close', AsyncResource.bind(tell));
    return true;
  };
}

function factsOf<Request>(exchange: Exchange<Request>, present: PresentHeaders): RequestFacts<Request> {
  const { request, incoming, id, route } = exchange;
  const { method, headers } = incoming;
  return {
    request,
    method,
    route: typeof route === 'string' ? route : undefined,
    accept: headers.accept,
    announcedId: present['x-request-id'],
    id,
    inboundId: headers['x-request-id'],
    traceparent: headers.traceparent,
    vary: present.vary,
    present: present as Readonly<Record<string, unknown>>,
  };
}
