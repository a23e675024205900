import type { LogRecord } from '@http507/core/logging';

/** Writes one structured record, with a message, as an error. */
export type Log = (record: LogRecord, message: string) => void;

/** Returns the log that pino-http and its kin give each request, or else the console's. */
export function logOf(incoming: object): Log {
  const { log } = incoming as { log?: { error?: unknown } };
  if (typeof log?.error === 'function')
    return (record, message) => (log as { error: Log }).error(record, message);
  // Unlike process.stdout, it survives a full disk.
  return (record, message) => console.error(message, record);
}
