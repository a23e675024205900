import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseCount, parseRetryAfter, parseText, readFact } from './parse-facts.ts';

describe('readFact', () => {
  test('returns a valid fact and reports nothing', () => {
    const names: string[] = [];
    expect(readFact({ a: 'b' }, 'a', parseText, names)).toBe('b');
    expect(readFact({}, 'a', parseText, names)).toBeUndefined();
    expect(names).toEqual([]);
  });

  test('reports facts that are invalid or cannot be read', () => {
    const names: string[] = [];
    const trap = {
      get a() {
        throw new Error('canary');
      },
    };
    for (const source of [{ a: 5 }, { a: null }, trap, null, undefined])
      expect(readFact(source, 'a', parseText, names)).toBeUndefined();
    expect(names).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  test('works without a list to report to', () => {
    expect(readFact(null, 'a', parseText)).toBeUndefined();
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), fc.string(), (source, name) => {
        const fact = readFact(source, name, parseRetryAfter);
        expect(fact === undefined || fact instanceof Date || Number.isSafeInteger(fact)).toBe(true);
      }),
    );
  });
});

describe('a count', () => {
  test('is an integer from 0 to the largest safe integer', () => {
    for (const count of [0, 1, Number.MAX_SAFE_INTEGER]) expect(parseCount(count)).toBe(count);
    for (const other of [-1, 0.5, 2 ** 53, Number.NaN, '1', 1n, null, Object(1)])
      expect(parseCount(other)).toBeUndefined();
  });
});
