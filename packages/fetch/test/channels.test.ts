import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { createToResponse, StorageExhaustedError } from '@http507/fetch';
import { expect, onTestFinished, test, vi } from 'vitest';

const request = new Request('http://host/files/a', { method: 'PUT', headers: { 'X-Request-Id': '9f0c' } });

/** Collects what is published on a channel until the test ends. */
function listen(name: string): unknown[] {
  const messages: unknown[] = [];
  const onMessage = (message: unknown): unknown => messages.push(message);
  subscribe(name, onMessage);
  onTestFinished(() => void unsubscribe(name, onMessage));
  return messages;
}

test('the event of onExhausted is published on http507:answer and http507:exhausted, with the status of the profile', () => {
  const answers = listen('http507:answer');
  const failures = listen('http507:exhausted');
  const onExhausted = vi.fn();
  const profile = { mediaTypes: ['text/plain'], render: () => 'full', status: 413 };
  const error = new StorageExhaustedError({ kind: 'disk' });
  expect(createToResponse({ logger: false, profile, onExhausted })(error, request)?.status).toBe(413);
  const event = onExhausted.mock.calls[0]?.[0];
  expect(event).toMatchObject({ error, requestId: '9f0c', status: 413, method: 'PUT', kind: 'disk' });
  expect([answers, failures]).toEqual([[event], [event]]);
});

test('nothing is published about an error that is not about storage', () => {
  const messages = [listen('http507:answer'), listen('http507:exhausted')];
  expect(createToResponse()(new TypeError('x is not a function'), request)).toBeUndefined();
  expect(messages).toEqual([[], []]);
});

test('the number of suppressed records is published on http507:suppressed', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const spy = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => spy.mockRestore());
  const summaries = listen('http507:suppressed');
  const toResponse = createToResponse();
  const fail = (): unknown =>
    toResponse(new StorageExhaustedError({ kind: 'disk', resource: '/a' }), request);
  for (let count = 0; count < 5; count += 1) fail();
  vi.advanceTimersByTime(10_000);
  fail();
  expect(summaries).toEqual([{ kind: 'disk', resource: '/a', suppressed: 4 }]);
});

test('a rule that throws is published once on http507:rule-error, even if logging is off', () => {
  const errors = listen('http507:rule-error');
  const error = new Error('the rule fails');
  const rule = (): never => {
    throw error;
  };
  const toResponse = createToResponse({ logger: false, recognize: [rule] });
  for (let count = 0; count < 3; count += 1) toResponse(new Error('x'), request);
  expect(errors).toEqual([{ error, rule }]);
});
