import { Collector } from '@http507/conformance';
import { createToResponse, StorageExhaustedError } from '@http507/fetch';
import { expect, onTestFinished, test, vi } from 'vitest';

const request = new Request('http://host/files/a', { method: 'PUT', headers: { 'X-Request-Id': '9f0c' } });

function spyOnConsole(): Collector<unknown[]> {
  const lines = new Collector<unknown[]>();
  const spy = vi.spyOn(console, 'error').mockImplementation((...line) => lines.add(line));
  onTestFinished(() => spy.mockRestore());
  return lines;
}

test('a failure is logged as one structured record', () => {
  const lines = spyOnConsole();
  const error = new StorageExhaustedError('volume a', { kind: 'disk', resource: '/a', retryAfter: 9 });
  createToResponse()(error, request);
  expect(lines.items).toEqual([
    [
      'Storage exhausted: answered 507',
      {
        requestId: '9f0c',
        status: 507,
        method: 'PUT',
        kind: 'disk',
        resource: '/a',
        reason: 'capacity',
        temporary: true,
        retryAfter: 9,
        note: 'volume a',
        err: error,
      },
    ],
  ]);
});

test('1000 failures of one kind and resource are logged once, and onExhausted gets each', () => {
  const lines = spyOnConsole();
  const onExhausted = vi.fn();
  const toResponse = createToResponse({ onExhausted });
  const fail = (resource: string): unknown => toResponse(new StorageExhaustedError({ resource }), request);
  for (let count = 0; count < 1000; count += 1) fail('/a');
  fail('/b');
  expect(lines.items).toHaveLength(2);
  expect(onExhausted).toHaveBeenCalledTimes(1001);
});

test('the first record after the window has the number of suppressed records', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const lines = spyOnConsole();
  const toResponse = createToResponse();
  const fail = (): unknown => toResponse(new StorageExhaustedError({ kind: 'disk' }), request);
  for (let count = 0; count < 5; count += 1) fail();
  vi.advanceTimersByTime(10_000);
  fail();
  expect(lines.items.map(([message]) => message)).toEqual([
    'Storage exhausted: answered 507',
    'Storage exhausted: answered 507, more of the same',
    'Storage exhausted: answered 507',
  ]);
  expect(lines.items[1]?.[1]).toEqual({ kind: 'disk', suppressed: 4 });
});

test('logger: false turns logging off', () => {
  const lines = spyOnConsole();
  const rule = (): never => {
    throw new Error('the rule fails');
  };
  const toResponse = createToResponse({ logger: false, recognize: [rule] });
  expect(toResponse(new Error('x', { cause: new StorageExhaustedError() }), request)?.status).toBe(507);
  expect(lines.items).toEqual([]);
});

test('a rule that throws is logged once', () => {
  const lines = spyOnConsole();
  const failure = new Error('the rule fails');
  const rule = (): never => {
    throw failure;
  };
  const toResponse = createToResponse({ recognize: [rule] });
  for (let count = 0; count < 3; count += 1) expect(toResponse(new Error('x'), request)).toBeUndefined();
  expect(lines.items).toEqual([['A rule of the recognize option failed', { err: failure }]]);
});

test('a console that fails and members that cannot be read do not change the answer', () => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {
    throw new Error('the console fails');
  });
  onTestFinished(() => spy.mockRestore());
  const error = new StorageExhaustedError();
  for (const name of ['note', 'invalid']) {
    Object.defineProperty(error, name, {
      get() {
        throw new Error('trap');
      },
    });
  }
  expect(createToResponse()(error, request)?.status).toBe(507);
  expect(spy).toHaveBeenCalledTimes(1);
});
