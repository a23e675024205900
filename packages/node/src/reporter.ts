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
  const note = attempt(() => error.note);
  const invalid = attempt(() => (error.invalid.length > 0 ? error.invalid : undefined));
  return withoutAbsent({ ...facts, note, invalid, err: error });
}

/** An error of another copy of core, or behind a proxy, may not have it: the rest is worth a record. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function withoutAbsent(record: LogRecord): LogRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
