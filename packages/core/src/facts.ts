/**
 * Why there is no room, in the words of RFC 4331: `capacity` is the server's own room (`sufficient-disk-space`),
 * `quota` is what was allotted to this account (`quota-not-exceeded`). Public.
 */
export type Reason = 'capacity' | 'quota';

/** The kind of storage that ran out, few enough for a metric's label; for logs and metrics only. */
export type Kind =
  | 'disk'
  | 'inodes'
  | 'memory'
  | 'database'
  | 'cache'
  | 'queue'
  | 'object-store'
  | 'upstream'
  | 'quota';

/** How much of an account's allotment is used (RFC 4331, `quota-used-bytes`). Public, with reason `quota` only. */
export interface Usage {
  /** Bytes in use, a non-negative safe integer; it may exceed `quotaBytes`. */
  readonly usedBytes: number;
  /** Bytes allotted, a non-negative safe integer. */
  readonly quotaBytes: number;
}

/** What is known about a storage shortage, every member optional. */
export interface StorageFacts {
  /** Whose room ran out; `capacity` by default. */
  readonly reason?: Reason | undefined;
  /** The kind of storage; for logs and metrics only. */
  readonly kind?: Kind | undefined;
  /** Which volume, bucket or table; for logs only. */
  readonly resource?: string | undefined;
  /**
   * Whether the shortage is expected to clear by itself. By default true for `capacity` (RFC 4918, section 11.5)
   * and wherever `retryAfter` promises it.
   */
  readonly temporary?: boolean | undefined;
  /** When to try again, in whole seconds or as a Date; give it only when recovery is really expected. */
  readonly retryAfter?: number | Date | undefined;
  /** The account's figures, with reason `quota` only. */
  readonly usage?: Usage | undefined;
}
