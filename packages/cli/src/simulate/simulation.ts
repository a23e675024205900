import type { Reason } from '@http507/core';
import type { ProfileName } from '@http507/core/profiles';

import type { Mistake } from './mistakes.ts';

/** What a request asks the simulator to do. */
export interface Simulation {
  readonly reason: Reason;
  /** Whole seconds or an HTTP date. */
  readonly retryAfter: string | undefined;
  /** The media type of the body, whatever the client accepts. */
  readonly type: string | undefined;
  readonly profile: ProfileName | undefined;
  /** How long the answer waits, in milliseconds. */
  readonly delay: number;
  /** How many bytes of the body are read before the answer. */
  readonly at: number;
  readonly mistake: Mistake | undefined;
}

/** Names the parameter of a query that is invalid, and why. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
