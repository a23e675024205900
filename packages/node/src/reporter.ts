import diagnosticsChannel from 'node:diagnostics_channel';

import { callAndForget, type ExhaustedEvent, type Responder } from '@http507/core';
import { MESSAGE, recordOf, withoutAbsent } from '@http507/core/logging';

import { FlushedStormLimiter } from './flushed-storm-limiter.ts';
import type { Log } from './log.ts';

/** Every event is published here, whatever is logged. */
const channel = diagnosticsChannel.channel('http507:exhausted');

/** Tells the operator of one failed request. */
export type Report = (event: ExhaustedEvent, log: Log) => void;

/**
 * Returns a function that tells the operator: through the diagnostics channel, through `onExhausted` and, unless
 * `logger` is false, in one log record per kind and resource in each window of 10 s. It never throws.
 */
export function createReporter(responder: Pick<Responder, 'report'>, logger: boolean): Report {
  const limiter = new FlushedStormLimiter();
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
