/**
 * Why storage is exhausted, with the distinction of RFC 4331: the server has no room (`capacity`, `sufficient-disk-space`), or the
 * account has used up its quota (`quota`, `quota-not-exceeded`). Public.
 */
export type Reason = 'capacity' | 'quota';

/** The kind of storage that ran out. Few values, so that it can be a metric label. For logs and metrics only. */
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

/** How much of an account's quota is used (RFC 4331, `quota-used-bytes`). Public. Only with reason `quota`. */
export interface Usage {
  /** Bytes in use, a non-negative safe integer. May exceed `quotaBytes`. */
  readonly usedBytes: number;
  /** The quota in bytes, a non-negative safe integer. */
  readonly quotaBytes: number;
}

/** Facts about a storage shortage. All are optional. */
export interface StorageFacts {
  /** Why storage is exhausted. Default: `capacity`. */
  readonly reason?: Reason | undefined;
  /** The kind of storage. For logs and metrics only. */
  readonly kind?: Kind | undefined;
  /** The volume, bucket or table. For logs only. */
  readonly resource?: string | undefined;
  /**
   * Whether the shortage is expected to end without action by the client. Default: true for `capacity` (RFC 4918, section 11.5)
   * and if `retryAfter` is set.
   */
  readonly temporary?: boolean | undefined;
  /** When to retry, in whole seconds or as a Date. Set it only if you expect storage to be available by then. */
  readonly retryAfter?: number | Date | undefined;
  /** The account's usage. Only with reason `quota`. */
  readonly usage?: Usage | undefined;
}
