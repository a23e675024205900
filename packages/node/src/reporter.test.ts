import diagnosticsChannel from 'node:diagnostics_channel';
import { createResponder, type ExhaustedEvent, StorageExhaustedError } from '@http507/core';
import type { LogRecord } from '@http507/core/logging';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { type Log, logOf } from './log.ts';
import { createReporter } from './reporter.ts';

const FACTS = { request: {}, method: 'PUT', route: '/files/:name', id: 'id-1' };
const responder = createResponder();

const published: unknown[] = [];
const subscriber = (event: unknown): void => {
  published.push(event);
};
beforeEach(() => {
  published.length = 0;
  diagnosticsChannel.subscribe('http507:exhausted', subscriber);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  diagnosticsChannel.unsubscribe('http507:exhausted', subscriber);
  vi.runOnlyPendingTimers();
  vi.useRealTimers();
});

function eventOf(error: StorageExhaustedError): ExhaustedEvent {
  return responder.describe(error, FACTS);
}

function logInto(records: [LogRecord, string][]): Log {
  return (record, message) => {
    records.push([record, message]);
  };
}

function throwing(): never {
  throw new Error('canary');
}

describe('the log record', () => {
  test('contains the facts, the note, the invalid names and the error', () => {
    const records: [LogRecord, string][] = [];
    const error = new StorageExhaustedError('the volume is full', {
      kind: 'disk',
      resource: '/data',
      retryAfter: 9,
      temporary: 'x' as never,
    });
    createReporter(responder, true)(eventOf(error), logInto(records));
    expect(records).toEqual([
      [
        {
          requestId: 'id-1',
          status: 507,
          method: 'PUT',
          route: '/files/:name',
          kind: 'disk',
          resource: '/data',
          reason: 'capacity',
          temporary: true,
          retryAfter: 9,
          note: 'the volume is full',
          invalid: ['temporary'],
          err: error,
        },
        'Storage exhausted: answered 507',
      ],
    ]);
    expect(records[0]?.[0].err).toBe(error);
  });

  test('omits unknown facts', () => {
    const records: [LogRecord, string][] = [];
    createReporter(responder, true)(eventOf(new StorageExhaustedError()), logInto(records));
    expect(Object.keys(records[0]?.[0] ?? {}).sort()).toEqual(
      ['requestId', 'status', 'method', 'route', 'reason', 'temporary', 'err'].sort(),
    );
  });

  test.each<[string, object]>([
    ['behind a proxy', new Proxy(new StorageExhaustedError('x'), {})],
    ['of a copy that knows less', { [Symbol.for('http507.StorageExhaustedError')]: true }],
    [
      'whose members throw',
      Object.defineProperties(new StorageExhaustedError(), {
        note: { get: throwing },
        invalid: { get: throwing },
      }),
    ],
    [
      'whose members are odd',
      Object.defineProperties(new StorageExhaustedError(), { note: { value: 5 }, invalid: { value: 5 } }),
    ],
  ])('is written for an error %s', (_name, error) => {
    const records: [LogRecord, string][] = [];
    createReporter(responder, true)(eventOf(error as StorageExhaustedError), logInto(records));
    expect(records).toHaveLength(1);
    expect(records[0]?.[0]).toMatchObject({ requestId: 'id-1', reason: 'capacity' });
    expect(records[0]?.[0].err).toBe(error);
  });
});

describe('in a storm', () => {
  test('the log has one record per kind and resource, and the channel has every event', () => {
    const records: [LogRecord, string][] = [];
    let called = 0;
    const counting = createResponder({
      onExhausted: () => {
        called += 1;
      },
    });
    const report = createReporter(counting, true);
    for (let index = 0; index < 1_000; index += 1) {
      report(eventOf(new StorageExhaustedError({ kind: 'disk', resource: '/a' })), logInto(records));
      report(eventOf(new StorageExhaustedError({ kind: 'disk', resource: '/b' })), logInto(records));
      report(eventOf(new StorageExhaustedError()), logInto(records));
    }
    expect(records).toHaveLength(3);
    expect(published).toHaveLength(3_000);
    expect(called).toBe(3_000);
    vi.advanceTimersByTime(10_000);
    expect(records.slice(3)).toEqual([
      [
        { kind: 'disk', resource: '/a', suppressed: 999 },
        'Storage exhausted: answered 507, more of the same',
      ],
      [
        { kind: 'disk', resource: '/b', suppressed: 999 },
        'Storage exhausted: answered 507, more of the same',
      ],
      [{ suppressed: 999 }, 'Storage exhausted: answered 507, more of the same'],
    ]);
  });
});

test('publishes the number of suppressed records', () => {
  const summaries: unknown[] = [];
  const subscribe = (summary: unknown): unknown => summaries.push(summary);
  diagnosticsChannel.subscribe('http507:suppressed', subscribe);
  try {
    const report = createReporter(responder, true);
    for (let count = 0; count < 3; count += 1)
      report(eventOf(new StorageExhaustedError({ kind: 'disk', resource: '/a' })), throwing);
    expect(summaries).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(summaries).toEqual([{ kind: 'disk', resource: '/a', suppressed: 2 }]);
  } finally {
    diagnosticsChannel.unsubscribe('http507:suppressed', subscribe);
  }
});

describe('logger: false', () => {
  test('turns off only the log', () => {
    const records: [LogRecord, string][] = [];
    const events: ExhaustedEvent[] = [];
    const telling = createResponder({ onExhausted: (event) => events.push(event) });
    const report = createReporter(telling, false);
    const event = eventOf(new StorageExhaustedError());
    report(event, logInto(records));
    report(event, logInto(records));
    vi.advanceTimersByTime(20_000);
    expect(records).toEqual([]);
    expect(published).toEqual([event, event]);
    expect(published[0]).toBe(event);
    expect(events).toEqual([event, event]);
  });
});

describe('a logger that fails', () => {
  test.each<[string, () => unknown]>([
    ['throws', throwing],
    ['rejects', () => Promise.reject(new Error('canary'))],
  ])('has no effect when it %s, also for the summary', async (_name, log) => {
    const report = createReporter(responder, true);
    const event = eventOf(new StorageExhaustedError());
    for (let index = 0; index < 3; index += 1) expect(() => report(event, log)).not.toThrow();
    expect(() => vi.advanceTimersByTime(10_000)).not.toThrow();
    expect(published).toHaveLength(3);
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('without a subscriber', () => {
  test('nothing is published and the log is written', () => {
    diagnosticsChannel.unsubscribe('http507:exhausted', subscriber);
    const records: [LogRecord, string][] = [];
    createReporter(responder, true)(eventOf(new StorageExhaustedError()), logInto(records));
    expect(published).toEqual([]);
    expect(records).toHaveLength(1);
  });
});

describe('the log of a request', () => {
  test('is the one attached by pino-http, called as a method', () => {
    const log = {
      records: [] as unknown[],
      error(...args: unknown[]) {
        this.records.push(args);
      },
    };
    logOf({ log })({ a: 1 }, 'message');
    expect(log.records).toEqual([[{ a: 1 }, 'message']]);
  });

  test.each([[undefined], [null], [{}], [{ error: 'x' }], ['text'], [() => {}]])(
    'is console.error if there is none: %o',
    (log) => {
      const error = vi.spyOn(console, 'error').mockImplementation(() => {});
      try {
        logOf({ log })({ a: 1 }, 'message');
        expect(error.mock.calls).toEqual([['message', { a: 1 }]]);
      } finally {
        error.mockRestore();
      }
    },
  );
});
