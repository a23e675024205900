import diagnosticsChannel from 'node:diagnostics_channel';

import { callAndForget, type ExhaustedEvent, type Responder } from '@http507/core';

import type { Log, LogRecord } from './log.ts';
import { StormLimiter } from './storm-limiter.ts';

/** Every event is published here, whatever is logged. */
const channel = diagnosticsChannel.channel('http507:exhausted');

const MESSAGE = 'Storage exhausted: answered 507';

/** Tells the operator of one failed request. */
export type Report = (event: ExhaustedEvent, log: Log) => void;

/**
 * Returns a function that tells the operator: through the diagnostics channel, through `onExhausted` and, unless
 * `logger` is false, in one log record per kind and resource in each window of 10 s. It never throws.
 */
export function createReporter(responder: Pick<Responder, 'report'>, logger: boolean): Report {
  const limiter = new StormLimiter();
  return (event, log) => {
    if (channel.hasSubscribers) channel.publish(event);
    responder.report(event);
    if (!logger) return;
    const { kind, resource } = event;
    const summarize = (suppressed: number): void =>
      callAndForget(log, withoutAbsent({ kind, resource, suppressed }), `${MESSAGE}, more of the same`);
    if (limiter.admit(`${kind} ${resource}`, summarize)) callAndForget(() => log(recordOf(event), MESSAGE));
  };
}

function recordOf({ error, ...facts }: ExhaustedEvent): LogRecord {
  const { note, invalid } = error;
  return withoutAbsent({ ...facts, note, invalid: invalid.length > 0 ? invalid : undefined, err: error });
}

function withoutAbsent(record: LogRecord): LogRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
