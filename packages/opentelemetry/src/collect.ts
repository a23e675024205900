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

type PossibleAttributes = { readonly [Name in AttributeName]?: string | undefined };

/** Records the metrics of one message. Attributes that are undefined are unknown. */
type Handle<Message> = (
  message: Message,
  record: (metric: MetricKey, value: number, attributes: PossibleAttributes) => void,
) => void;

const HANDLERS = {
  'http507:exhausted': ({ reason, kind, method, route }: ExhaustedEvent, record) =>
    record('responses', 1, {
      'http507.reason': reasonOf(reason),
      'http507.kind': kindOf(kind),
      'http.request.method': methodOf(method),
      'http.route': textOf(route),
    }),
  'http507:guard': ({ guard, name, decision }: GuardEvent, record) =>
    record('decisions', 1, {
      'http507.guard': guardOf(guard),
      'http507.volume': textOf(name),
      'http507.decision': decisionOf(decision),
    }),
  'http507:volume': (event: VolumeEvent, record) => {
    const attributes = { 'http507.volume': textOf(event.name) };
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
      'http507.volume': textOf(name),
      'http507.kind': kindOf(kind),
      'http507.watermark': String(watermark),
    }),
  'http507:ledger-call': ({ call, duration, error }: LedgerCallEvent, record) =>
    record('ledgerDuration', duration / 1000, {
      'http507.ledger.call': callOf(call),
      'error.type': error === undefined ? undefined : errorTypeOf(error),
    }),
  'http507:lease-lapsed': ({ guard, name }: LeaseLapsedEvent, record) =>
    record('lapsed', 1, {
      'http507.guard': guardOf(guard),
      'http507.volume': textOf(name),
    }),
  'http507:suppressed': ({ kind, suppressed }: SuppressedEvent, record) =>
    record('suppressed', suppressed, { 'http507.kind': kindOf(kind) }),
} satisfies Record<string, Handle<never>>;

/** Records the metrics of what is published on the diagnostics channels. Returns the function that stops it. */
export function collect(record: RecordMetric): () => void {
  const recordKnown = (metric: MetricKey, value: number, attributes: PossibleAttributes): void =>
    record(metric, value, known(attributes));
  const stops = Object.entries(HANDLERS).map(([channel, handle]) =>
    listen(channel, (message) => handle(message as never, recordKnown)),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** Subscribes to a diagnostics channel. Returns the function that unsubscribes. */
export function listen(channel: string, handle: (message: unknown) => void): () => void {
  const onMessage = (message: unknown): void => {
    // Anybody may publish on these channels.
    if (typeof message !== 'object' || message === null) return;
    try {
      handle(message);
    } catch {
      // Node ends the process if a subscriber throws, and a thrown value may have getters that throw.
    }
  };
  subscribe(channel, onMessage);
  return () => void unsubscribe(channel, onMessage);
}

/** Returns the attributes whose values are known. */
function known(possible: PossibleAttributes): Attributes {
  const attributes: Attributes = {};
  for (const name of Object.keys(possible) as AttributeName[]) {
    const value = possible[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
