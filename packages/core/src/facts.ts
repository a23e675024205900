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

const KINDS: ReadonlySet<unknown> = new Set<Kind>([
  'disk',
  'inodes',
  'memory',
  'database',
  'cache',
  'queue',
  'object-store',
  'upstream',
  'quota',
]);

/** Returns a fact in the form that this package works with, or undefined when the value is not valid. */
export type Parse<T> = (value: unknown) => T | undefined;

export const parseReason: Parse<Reason> = (value) =>
  value === 'capacity' || value === 'quota' ? value : undefined;

export const parseKind: Parse<Kind> = (value) => (KINDS.has(value) ? (value as Kind) : undefined);

export const parseText: Parse<string> = (value) => (typeof value === 'string' ? value : undefined);

export const parseFlag: Parse<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const parseCount: Parse<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

export const parseRetryAfter: Parse<number | Date> = (value) => {
  if (typeof value !== 'object') return parseCount(value);
  // Copied, because a Date can change; called on the prototype, so that one of another realm is one as well.
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? undefined : new Date(time);
};

export const parseUsage: Parse<Usage> = (value) => {
  const { usedBytes, quotaBytes } = value as Partial<Usage>;
  const used = parseCount(usedBytes);
  const quota = parseCount(quotaBytes);
  return used === undefined || quota === undefined ? undefined : { usedBytes: used, quotaBytes: quota };
};

/**
 * Returns one fact of a value that may be hostile: undefined when it is absent, and also, after `onInvalid`, when
 * it is invalid or reading it throws.
 */
export function readFact<T>(
  source: unknown,
  name: string,
  parse: Parse<T>,
  onInvalid?: (name: string) => void,
): T | undefined {
  try {
    const value = (source as Record<string, unknown>)[name];
    if (value === undefined) return undefined;
    const fact = parse(value);
    if (fact !== undefined) return fact;
  } catch {
    // A getter, a proxy or a look-alike: invalid, like any other value of the wrong form.
  }
  onInvalid?.(name);
  return undefined;
}
