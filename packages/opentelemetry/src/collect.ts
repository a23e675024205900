import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import type { ExhaustedEvent } from '@http507/core';
import type {
  GuardEvent,
  LeaseLapsedEvent,
  LedgerCallEvent,
  VolumeEvent,
  WatermarkEvent,
} from '@http507/guard';
import type { SuppressedEvent } from '@http507/node';

import {
  callOf,
  decisionOf,
  errorTypeOf,
  guardOf,
  kindOf,
  methodOf,
  reasonOf,
  textOf,
} from './attributes.ts';
import type { AttributeName, MetricKey } from './metrics.ts';

/** The attributes of one measurement. */
export type Attributes = Partial<Record<AttributeName, string>>;

/** Adds to a counter, sets a gauge or records a value in a histogram. */
export type RecordMetric = (metric: MetricKey, value: number, attributes: Attributes) => void;

/** A subscriber of a diagnostics channel. */
type Handle<Message> = (message: Message, record: RecordMetric) => void;

const HANDLERS = {
  'http507:exhausted': ({ reason, kind, method, route }: ExhaustedEvent, record) =>
    record('responses', 1, {
      ...of('http507.reason', reasonOf(reason)),
      ...of('http507.kind', kindOf(kind)),
      ...of('http.request.method', methodOf(method)),
      ...of('http.route', textOf(route)),
    }),
  'http507:guard': ({ guard, name, decision }: GuardEvent, record) =>
    record('decisions', 1, {
      ...of('http507.guard', guardOf(guard)),
      ...of('http507.volume', textOf(name)),
      ...of('http507.decision', decisionOf(decision)),
    }),
  'http507:volume': (event: VolumeEvent, record) => {
    const attributes = of('http507.volume', textOf(event.name));
    record('used', event.usedBytes, attributes);
    record('reserved', event.reservedBytes, attributes);
    record('available', event.availableBytes, attributes);
    record('size', event.totalBytes, attributes);
    record('usedInodes', event.usedInodes, attributes);
    // Without a limit, there is no figure.
    if (Number.isFinite(event.freeInodes)) record('freeInodes', event.freeInodes, attributes);
  },
  'http507:watermark': ({ name, kind, watermark, exceeded }: WatermarkEvent, record) =>
    record('watermark', exceeded ? 1 : 0, {
      ...of('http507.volume', textOf(name)),
      ...of('http507.kind', kindOf(kind)),
      'http507.watermark': String(watermark),
    }),
  'http507:ledger-call': ({ call, duration, error }: LedgerCallEvent, record) =>
    record('ledgerDuration', duration / 1000, {
      ...of('http507.ledger.call', callOf(call)),
      ...of('error.type', error === undefined ? undefined : errorTypeOf(error)),
    }),
  'http507:lease-lapsed': ({ guard, name }: LeaseLapsedEvent, record) =>
    record('lapsed', 1, {
      ...of('http507.guard', guardOf(guard)),
      ...of('http507.volume', textOf(name)),
    }),
  'http507:suppressed': ({ kind, suppressed }: SuppressedEvent, record) =>
    record('suppressed', suppressed, of('http507.kind', kindOf(kind))),
} satisfies Record<string, Handle<never>>;

/** Records the metrics of what is published on the diagnostics channels. Returns the function that stops it. */
export function collect(record: RecordMetric): () => void {
  const stops = Object.entries(HANDLERS).map(([channel, handle]) =>
    listen(channel, (message) => handle(message as never, record)),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** Subscribes to a diagnostics channel. Returns the function that unsubscribes. */
export function listen(channel: string, handle: (message: unknown) => void): () => void {
  const onMessage = (message: unknown): void => {
    try {
      handle(message);
    } catch {
      // Node ends the process if a subscriber throws, and a thrown value may have getters that throw.
    }
  };
  subscribe(channel, onMessage);
  return () => void unsubscribe(channel, onMessage);
}

/** Returns an attribute, or none if its value is unknown. */
function of(name: AttributeName, value: string | undefined): Attributes {
  return value === undefined ? {} : { [name]: value };
}
