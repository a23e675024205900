import type { Kind, Reason } from './facts.ts';
import { parseKind, parseText, readFact } from './parse-facts.ts';
import { publicFacts } from './public-facts.ts';
import type { RequestFacts } from './request-facts.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** What an operator learns of one failed request. It is not fit for a client. */
export interface ExhaustedEvent {
  /** The whole error; for a raw one, what was thrown is its `cause`. */
  readonly error: StorageExhaustedError;
  /** The id that the client got as well. */
  readonly requestId: string;
  readonly method: string | undefined;
  /** The route's pattern, such as `/files/:name`, where the framework tells. */
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
    method: facts.method,
    route: facts.route,
    kind: readFact(error, 'kind', parseKind),
    resource: readFact(error, 'resource', parseText),
    ...publicFacts(error),
  };
}
