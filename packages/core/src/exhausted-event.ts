import type { Kind, Reason } from './facts.ts';
import { parseKind, parseText, readFact } from './parse-facts.ts';
import { publicFacts } from './public-facts.ts';
import type { RequestFacts } from './request-facts.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** One failed request, for the operator. Never send it to a client. */
export interface ExhaustedEvent {
  /** The error. If a raw error was thrown, it is the `cause`. */
  readonly error: StorageExhaustedError;
  /** The request id that the client received. */
  readonly requestId: string;
  /** The status of the reply: 507, unless a profile sets another. It was not sent if the response had to be cut off. */
  readonly status: number;
  readonly method: string | undefined;
  /** The route pattern, such as `/files/:name`, if the framework knows it. */
  readonly route: string | undefined;
  readonly kind: Kind | undefined;
  readonly resource: string | undefined;
  readonly reason: Reason;
  readonly temporary: boolean;
  /** Whole seconds from now. */
  readonly retryAfter: number | undefined;
}

/** Returns the event of a failed request. */
export function createEvent(
  error: StorageExhaustedError,
  requestId: string,
  facts: RequestFacts,
): ExhaustedEvent {
  return {
    error,
    requestId,
    status: 507,
    method: facts.method,
    route: facts.route,
    kind: readFact(error, 'kind', parseKind),
    resource: readFact(error, 'resource', parseText),
    ...publicFacts(error),
  };
}
