import diagnosticsChannel from 'node:diagnostics_channel';

import { callAndForget, type ExhaustedEvent, type Kind, type Responder } from '@http507/core';
import { logMessage, recordOf, withoutAbsent } from '@http507/core/logging';

import { FlushedStormLimiter } from './flushed-storm-limiter.ts';
import { type Log, logOf } from './log.ts';

/** A storm's window has closed: this many records of a kind and resource were not logged. */
export interface SuppressedEvent {
  readonly kind: Kind | undefined;
  readonly resource: string | undefined;
  readonly suppressed: number;
}

/** Every event is published here, including those that are not logged. */
const channel = diagnosticsChannel.channel('http507:exhausted');

const summaries = diagnosticsChannel.channel('http507:suppressed');

/**
 * Reports one failed request to the operator.
 *
 * @param log - the framework's logger, or Node's request, which may carry one
 */
export type Report = (event: ExhaustedEvent, log: Log | object) => void;

/**
 * Returns a function that reports to the diagnostics channel, to `onExhausted` and, unless `logger` is false, to the log: one
 * record per kind and resource in each window of 10 s. It never throws.
 */
export function createReporter(responder: Pick<Responder, 'report'>, logger: boolean): Report {
  const limiter = new FlushedStormLimiter();
  return (event, source) => {
    if (channel.hasSubscribers) channel.publish(event);
    responder.report(event);
    if (!logger) return;
    const { kind, resource, status } = event;
    let log: Log;
    const summarize = (suppressed: number): void => {
      const summary: SuppressedEvent = { kind, resource, suppressed };
      if (summaries.hasSubscribers) summaries.publish(summary);
      callAndForget(log, withoutAbsent({ ...summary }), `${logMessage(status)}, more of the same`);
    };
    if (!limiter.admit(`${kind} ${resource}`, summarize)) return;
    callAndForget(() => {
      // Not before: in a storm, most requests are not logged.
      log = typeof source === 'function' ? (source as Log) : logOf(source);
      return log(recordOf(event), logMessage(status));
    });
  };
}
