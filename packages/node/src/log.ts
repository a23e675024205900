import type { LogRecord } from '@http507/core/logging';

/** Writes one structured record with a message at level error. */
export type Log = (record: LogRecord, message: string) => void;

/** Returns the logger that pino-http and similar packages attach to a request, or else the console. */
export function logOf(incoming: object): Log {
  const { log } = incoming as { log?: { error?: unknown } };
  if (typeof log?.error === 'function')
    return (record, message) => (log as { error: Log }).error(record, message);
  return logToConsole;
}

// Unlike process.stdout, the console survives a full disk.
const logToConsole: Log = (record, message) => console.error(message, record);
