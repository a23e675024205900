import { callAndForget, type ExhaustedEvent } from '@http507/core';
import { type LogRecord, logMessage, recordOf, StormLimiter, withoutAbsent } from '@http507/core/logging';

import { channel } from './channel.ts';

const publishSummary = channel<Pick<ExhaustedEvent, 'kind' | 'resource'> & { suppressed: number }>(
  'http507:suppressed',
);

/**
 * Returns a function that logs failed requests to the console: one full record per kind and resource in each window of 10 s. It
 * never throws.
 */
export function createLog(): (event: ExhaustedEvent) => void {
  const limiter = new StormLimiter();
  return (event) => {
    const { kind, resource, status } = event;
    const summarize = (suppressed: number): void => {
      const summary = { kind, resource, suppressed };
      publishSummary(summary);
      write(`${logMessage(status)}, more of the same`, summary);
    };
    if (limiter.admit(`${kind} ${resource}`, summarize)) write(logMessage(status), recordOf(event));
  };
}

/** Logs an error that a user's rule threw. */
export function logRuleError(error: unknown): void {
  write('A rule of the recognize option failed', { err: error });
}

function write(message: string, record: LogRecord): void {
  // The console reads the members of an error to print it, and reading may throw.
  callAndForget(() => console.error(message, withoutAbsent(record)));
}
