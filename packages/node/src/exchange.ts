import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { Reply } from '@http507/core';

import type { Log } from './log.ts';

/** A request as Node hands it out, of HTTP/1 or HTTP/2. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** A response as Node hands it out, of HTTP/1 or HTTP/2. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** One request and its response, as an adapter sees them. */
export interface Exchange<Request> {
  /** The framework's own request object, for the `requestId` callback. */
  readonly request: Request;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** The id that the framework gave the request. */
  readonly id?: unknown;
  /** The route's pattern, where the framework tells. */
  readonly route?: unknown;
  /** The framework's own logger; by default the `log` of `incoming`, where there is one, or `console.error`. */
  readonly log?: Log | undefined;
  /** Returns a header that the response has so far; that of `outgoing` by default. */
  readonly getHeader?: ((name: string) => unknown) | undefined;
  /** Writes the reply, whose stale headers `outgoing` has not any more, in the framework's own way; straight to `outgoing` by default. */
  readonly write?: ((reply: Reply) => void) | undefined;
}
