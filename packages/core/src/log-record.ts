import type { ExhaustedEvent } from './exhausted-event.ts';

/** What is logged of one failed request, or of those that were counted instead. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** What every record of a failed request says in words. */
export const MESSAGE = 'Storage exhausted: answered 507';

/** Returns what is logged of a failed request. Never throws. */
export function recordOf({ error, ...facts }: ExhaustedEvent): LogRecord {
  const note = attempt(() => error.note);
  const invalid = attempt(() => (error.invalid.length > 0 ? error.invalid : undefined));
  return withoutAbsent({ ...facts, note, invalid, err: error });
}

/** Returns a record without what is unknown. */
export function withoutAbsent(record: LogRecord): LogRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** An error of another copy of core, or behind a proxy, may not have it: the rest is worth a record. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
