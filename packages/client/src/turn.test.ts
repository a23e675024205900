import { describe, expect, test } from 'vitest';

import { after, MINUTE, refusal, setUp } from '../test/virtual-service.ts';
import { InsufficientStorageError } from './insufficient-storage-error.ts';
import { createTurns } from './turn.ts';

test('nothing is sent again by itself', () => {
  expect(createTurns({})({ url: 'http://a.test/', method: 'PUT' })).toBeUndefined();
});

describe('when', () => {
  test('after Retry-After, and not before', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(60));
    const one = upload('a');
    await clock.pass(100);
    service.refuse = undefined;
    await clock.pass(59_999);
    expect(service.sent).toHaveLength(1);
    await clock.pass(1);
    expect(service.sent).toHaveLength(2);
    await clock.pass(100);
    expect(one.value).toBe(201);
    expect(clock.timers).toBe(0);
  });

  test('up to half as long again, so that clients do not return at once', async () => {
    const { clock, service, upload } = setUp({ random: 1 });
    service.refuse = () => refusal(after(60));
    upload('a');
    await clock.pass(90_099);
    expect(service.sent).toHaveLength(1);
    await clock.pass(1);
    expect(service.sent).toHaveLength(2);
  });

  test('without Retry-After after 4, 8, 16 seconds and so on, up to about a minute', async () => {
    const { clock, service, upload } = setUp({ within: 10 * MINUTE });
    service.delay = 0;
    service.refuse = () => refusal({});
    upload('a');
    await clock.pass(10 * MINUTE);
    const waits = service.sent.map(({ at }, index) => at - (service.sent[index - 1]?.at ?? 0));
    expect(waits).toEqual([0, 4, 8, 16, 32, ...Array(8).fill(64)].map((seconds) => seconds * 1000));
  });

  test('never sooner than after a second', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(0));
    upload('a');
    await clock.pass(1_000);
    expect(service.sent).toHaveLength(1);
  });

  test('not if the server wants to wait longer than there is time: it fails at once', async () => {
    const { clock, service, upload } = setUp();
    const error = refusal(after(301));
    service.refuse = () => error;
    const one = upload('a');
    await clock.pass(100);
    expect(one.value).toBe(error);
    expect(clock.timers).toBe(0);
  });

  test('until the time is over', async () => {
    const { clock, service, upload } = setUp({ within: 10_000 });
    service.refuse = () => refusal(after(3));
    const one = upload('a');
    await clock.pass(10_000);
    expect(one.value).toBeInstanceOf(InsufficientStorageError);
    expect(service.names).toEqual(['a', 'a', 'a', 'a']);
    expect(clock.timers).toBe(0);
  });

  test.each(['quota', 'lasting', 'method', 'body'] as const)('not at all because of %s', async (obstacle) => {
    const { clock, service, upload } = setUp();
    const error = refusal({ obstacle });
    service.refuse = () => error;
    const one = upload('a');
    await clock.pass(10 * MINUTE);
    expect(one.value).toBe(error);
    expect(service.names).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  test('not for any other error', async () => {
    const { clock, service, upload } = setUp();
    const error = new TypeError('fetch failed');
    service.refuse = () => (service.sent.length === 1 ? refusal() : error);
    const one = upload('a');
    await clock.pass(10 * MINUTE);
    expect(one.value).toBe(error);
    expect(service.names).toEqual(['a', 'a']);
    expect(clock.timers).toBe(0);
  });
});

describe('AbortSignal', () => {
  test('ends the wait', async () => {
    const { clock, service, upload } = setUp();
    const aborting = new AbortController();
    const one = upload('a', { signal: aborting.signal });
    await clock.pass(100);
    aborting.abort('enough');
    await clock.pass(0);
    expect(one.value).toBe('enough');
    expect(service.names).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  test('that has been aborted before starts none', async () => {
    const { clock, service, upload } = setUp();
    upload('first');
    await clock.pass(100);
    const one = upload('a', { signal: AbortSignal.abort('before') });
    await clock.pass(0);
    expect(one.value).toBe('before');
    expect(service.names).toEqual(['first']);
  });

  test('of one request leaves the others', async () => {
    const { clock, service, upload } = setUp();
    const aborting = new AbortController();
    upload('a', { signal: aborting.signal });
    const other = upload('b');
    await clock.pass(100);
    aborting.abort();
    service.refuse = undefined;
    await clock.pass(2_000);
    expect(other.value).toBe(201);
    expect(service.names).toEqual(['a', 'b', 'b']);
  });
});
