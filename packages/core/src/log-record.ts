import type { ExhaustedEvent } from './exhausted-event.ts';

/** A log record of one failed request, or of the number of suppressed records. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** Returns the message of the log record of a request that was answered with a status. */
export function logMessage(status: number): string {
  return `Storage exhausted: answered ${status}`;
}

/** Returns the log record of a failed request. Never throws. */
export function recordOf({ error, ...facts }: ExhaustedEvent): LogRecord {
  const note = attempt(() => error.note);
  const invalid = attempt(() => (error.invalid.length > 0 ? error.invalid : undefined));
  return withoutAbsent({ ...facts, note, invalid, err: error });
}

/** Returns a record without members that are undefined. */
export function withoutAbsent(record: LogRecord): LogRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Returns undefined if reading throws, as it may for a proxy or an error created by another copy of core. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
