import type { Kind, Reason, Usage } from './facts.ts';

const KINDS: readonly unknown[] = [
  'disk',
  'inodes',
  'memory',
  'database',
  'cache',
  'queue',
  'object-store',
  'upstream',
  'quota',
] satisfies Kind[];

/** Returns a valid value in the form that this package uses, or undefined if the value is invalid. */
export type Parse<T> = (value: unknown) => T | undefined;

export const parseAnything: Parse<unknown> = (value) => value;

export const parseReason: Parse<Reason> = (value) =>
  value === 'capacity' || value === 'quota' ? value : undefined;

export const parseKind: Parse<Kind> = (value) => (KINDS.includes(value) ? (value as Kind) : undefined);

export const parseText: Parse<string> = (value) => (typeof value === 'string' ? value : undefined);

export const parseFlag: Parse<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const parseCount: Parse<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

export const parseRetryAfter: Parse<number | Date> = (value) => {
  if (typeof value !== 'object') return parseCount(value);
  // Copied, because a Date is mutable. Called on the prototype, so that Dates of other realms are valid too.
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
 * Reads one fact of a value that may be hostile. Returns undefined if the fact is absent or invalid, or if reading it throws. In the
 * last two cases its name is added to `invalid`.
 */
export function readFact<T>(
  source: unknown,
  name: string,
  parse: Parse<T>,
  invalid?: string[],
): T | undefined {
  try {
    const value = (source as Record<string, unknown>)[name];
    if (value === undefined) return undefined;
    const fact = parse(value);
    if (fact !== undefined) return fact;
  } catch {
    // A getter, a proxy or a look-alike threw: the fact is invalid.
  }
  invalid?.push(name);
  return undefined;
}
