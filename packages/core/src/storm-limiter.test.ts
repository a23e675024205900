import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { StormLimiter } from './storm-limiter.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('admits one record per key and window and summarizes the others when the window ends', () => {
  const limiter = new StormLimiter();
  const counts: number[] = [];
  const admit = (key: string): boolean => limiter.admit(key, (suppressed) => counts.push(suppressed));
  expect([admit('a'), admit('a'), admit('b'), admit('a')]).toEqual([true, false, true, false]);
  vi.advanceTimersByTime(9_999);
  expect([admit('a'), ...counts]).toEqual([false]);
  vi.advanceTimersByTime(1);
  expect(admit('a')).toBe(true);
  expect(counts).toEqual([3]);
  vi.advanceTimersByTime(10_000);
  expect(admit('b')).toBe(true);
  expect(counts).toEqual([3]);
});

test('counts keys beyond 256 as one until windows end', () => {
  const limiter = new StormLimiter();
  const counts: number[] = [];
  const admit = (key: string): boolean => limiter.admit(key, (suppressed) => counts.push(suppressed));
  for (let index = 0; index < 256; index += 1) expect(admit(`key ${index}`)).toBe(true);
  expect([admit('one more'), admit('and another'), admit('key 0')]).toEqual([true, false, false]);
  vi.advanceTimersByTime(10_000);
  expect([admit('one more'), admit('and another')]).toEqual([true, true]);
  expect(counts.toSorted()).toEqual([1, 1]);
});

test('returns the end of the next window with suppressed records and closes it', () => {
  const limiter = new StormLimiter();
  const counts: number[] = [];
  const admit = (key: string): boolean => limiter.admit(key, (suppressed) => counts.push(suppressed));
  const start = performance.now();
  admit('alone');
  expect(limiter.nextEnd).toBeUndefined();
  vi.advanceTimersByTime(100);
  admit('a');
  admit('a');
  expect(limiter.nextEnd).toBe(start + 10_100);
  limiter.closeUntil(start + 10_099);
  expect(counts).toEqual([]);
  limiter.closeUntil(start + 10_100);
  expect([counts, limiter.nextEnd]).toEqual([[1], undefined]);
});
