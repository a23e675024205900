import type { Duration } from './parse-duration.ts';

/** When a request that was answered with 507 is sent again. */
export interface RetryOptions {
  /** For how long after the call a request may be sent again, in milliseconds or as a duration such as `'5 min'`. At most 24 days. */
  readonly within: number | Duration;
}

/** Options of every way into this package. All are optional. */
export interface ClientOptions<Request extends unknown[]> {
  /**
   * Sends a request again if the server may have room later. By default no request is sent again. A request is never sent again if a quota is used up, if
   * the shortage lasts, if its method is not idempotent and it has no `Idempotency-Key`, or if its body is a stream.
   */
  readonly retry?: RetryOptions | undefined;
  /** Returns the account of a request. Requests of other accounts and origins do not wait for it. Default: one account. */
  readonly account?: ((...request: Request) => string) | undefined;
}
