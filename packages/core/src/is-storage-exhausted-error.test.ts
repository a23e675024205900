import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import * as source from './index.ts';

const { isStorageExhaustedError, StorageExhaustedError } = source;

// The built packages: two more copies of the class, one per module format.
const built = '../dist/index.js';
const copies = {
  source,
  'the ESM build': await import(built),
  'the CJS build': createRequire(import.meta.url)('../dist/index.cjs'),
};
const pairs = Object.entries(copies).flatMap(([maker, { StorageExhaustedError: Made }]) =>
  Object.entries(copies).map(([asker, asked]) => ({ maker, Made, asker, asked })),
);

describe('isStorageExhaustedError returns true', () => {
  test('for three copies that are different classes', () => {
    expect(new Set(Object.values(copies).map((copy) => copy.StorageExhaustedError)).size).toBe(3);
  });

  test.each(pairs)('for an error created by $maker and checked by $asker', ({ Made, asked }) => {
    const error = new Made({ reason: 'quota' });
    expect(asked.isStorageExhaustedError(error)).toBe(true);
    expect(asked.recognize(error)).toBe(error);
    expect(asked.recognize(new Error('wrapped', { cause: error }))?.reason).toBe('quota');
    expect(asked.serializeStorageExhausted(error).reason).toBe('quota');
  });

  test('for a subclass', () => {
    class VolumeFullError extends StorageExhaustedError {}
    class ScratchVolumeFullError extends VolumeFullError {}
    expect(isStorageExhaustedError(new ScratchVolumeFullError())).toBe(true);
  });

  test('for a frozen error and a proxy', () => {
    expect(isStorageExhaustedError(Object.freeze(new StorageExhaustedError()))).toBe(true);
    expect(isStorageExhaustedError(new Proxy(new StorageExhaustedError(), {}))).toBe(true);
  });

  test('by a registered brand on the prototype that is not enumerable and read-only', () => {
    const brand = Symbol.for('http507.StorageExhaustedError');
    expect(Object.getOwnPropertyDescriptor(StorageExhaustedError.prototype, brand)).toEqual({
      value: true,
      writable: false,
      enumerable: false,
      configurable: false,
    });
    expect(Object.getOwnPropertySymbols(new StorageExhaustedError())).toEqual([]);
  });
});

describe('isStorageExhaustedError returns false', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'StorageExhaustedError'],
    ['the class itself', StorageExhaustedError],
    ['its name', Object.assign(new Error('Insufficient storage'), { name: 'StorageExhaustedError' })],
    ['its status', Object.assign(new Error('Insufficient storage'), { status: 507, statusCode: 507 })],
    ['a brand that is only truthy', { [Symbol.for('http507.StorageExhaustedError')]: 1 }],
    ['a brand under a text', { 'http507.StorageExhaustedError': true }],
    ['a symbol of the same description', { [Symbol('http507.StorageExhaustedError')]: true }],
    ['its JSON', JSON.parse(JSON.stringify(new StorageExhaustedError()))],
    ['its structured clone', structuredClone(new StorageExhaustedError())],
    ['an error of another realm', runInNewContext('new Error("Insufficient storage")')],
  ])('for %s', (_name, thrown) => {
    expect(isStorageExhaustedError(thrown)).toBe(false);
  });

  test('for values that throw when they are read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const brand = Symbol.for('http507.StorageExhaustedError');
    const trap = Object.defineProperty({}, brand, {
      get() {
        throw new Error('canary');
      },
    });
    expect(isStorageExhaustedError(proxy)).toBe(false);
    expect(isStorageExhaustedError(trap)).toBe(false);
  });

  test('for any other value', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (thrown) => {
        expect(isStorageExhaustedError(thrown)).toBe(false);
      }),
    );
  });
});
