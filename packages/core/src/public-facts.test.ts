import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { publicFacts } from './public-facts.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const secondsOf = (retryAfter: number | Date): number | undefined =>
  publicFacts(new StorageExhaustedError({ retryAfter })).retryAfter;

describe('retryAfter', () => {
  test('is the given number of seconds', () => {
    expect(secondsOf(0)).toBe(0);
    expect(secondsOf(120)).toBe(120);
  });

  test('is the whole seconds until a Date, rounded up', () => {
    expect(secondsOf(new Date(1_120_000))).toBe(120);
    expect(secondsOf(new Date(1_000_001))).toBe(1);
    expect(secondsOf(new Date(1_001_001))).toBe(2);
  });

  test('is 0 when the Date has passed', () => {
    expect(secondsOf(new Date(1_000_000))).toBe(0);
    expect(Object.is(secondsOf(new Date(999_999)), 0)).toBe(true);
    expect(secondsOf(new Date(0))).toBe(0);
    expect(secondsOf(new Date(-8.64e15))).toBe(0);
  });

  test('counts down with the clock', () => {
    const error = new StorageExhaustedError({ retryAfter: new Date(1_010_000) });
    vi.setSystemTime(1_004_000);
    expect(publicFacts(error).retryAfter).toBe(6);
    vi.setSystemTime(1_011_000);
    expect(publicFacts(error).retryAfter).toBe(0);
  });

  test('is an integer for the latest possible Date', () => {
    expect(Number.isSafeInteger(secondsOf(new Date(8.64e15)))).toBe(true);
  });

  test('is absent if its Date was made invalid later', () => {
    const error = new StorageExhaustedError({ retryAfter: new Date(2_000_000) });
    (error.retryAfter as Date).setTime(Number.NaN);
    expect(publicFacts(error).retryAfter).toBeUndefined();
  });
});

describe('temporary', () => {
  test('is the value of the error', () => {
    expect(publicFacts(new StorageExhaustedError({ temporary: false })).temporary).toBe(false);
    expect(publicFacts(new StorageExhaustedError({ reason: 'quota', temporary: true })).temporary).toBe(true);
  });

  test('has the default for an error of another copy that has no value', () => {
    const unsaid = (members: object): boolean => publicFacts(members).temporary;
    expect(unsaid({})).toBe(true);
    expect(unsaid({ reason: 'capacity', temporary: 'no' })).toBe(true);
    expect(unsaid({ reason: 'quota' })).toBe(false);
    expect(unsaid({ reason: 'quota', retryAfter: 5 })).toBe(true);
    expect(unsaid({ reason: 'quota', retryAfter: -5 })).toBe(false);
  });
});
