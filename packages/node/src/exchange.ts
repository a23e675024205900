import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { Reply } from '@http507/core';

import type { Log } from './log.ts';
import type { ManagedResponse } from './write-managed-reply.ts';

/** Node's request, over HTTP/1 or HTTP/2. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** Node's response, over HTTP/1 or HTTP/2. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** One request and its response, as an adapter sees them. */
export interface Exchange<Request> {
  /** The framework's request object, for the callbacks `requestId` and `profile`. */
  readonly request: Request;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** The id that the framework assigned to the request. */
  readonly id?: unknown;
  /** The route pattern, if the framework knows it. */
  readonly route?: unknown;
  /** The framework's logger. Defaults to the `log` of `incoming` if there is one, else to `console.error`. */
  readonly log?: Log | undefined;
  /** The framework's response object, if it keeps headers itself. Headers are then read from it and the reply is sent by it. */
  readonly managed?: ManagedResponse | undefined;
  /** Sends the reply in the framework's own way. By default it is written to `outgoing`. Stale headers are removed first. */
  readonly write?: ((reply: Reply) => void) | undefined;
}
