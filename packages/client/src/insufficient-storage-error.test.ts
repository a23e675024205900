import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

import * as source from './index.ts';

const built = '../dist/index.js';
const copies = {
  source,
  'the ESM build': (await import(built)) as typeof source,
  'the CJS build': createRequire(import.meta.url)('../dist/index.cjs') as typeof source,
};

test.each(
  Object.entries(copies).flatMap(([maker, made]) =>
    Object.entries(copies).map(([asker, asked]) => ({ maker, made, asker, asked })),
  ),
)('$asker recognizes an error of $maker', ({ made, asked }) => {
  expect(asked.isInsufficientStorageError(new made.InsufficientStorageError({ temporary: true }))).toBe(true);
});

test('three copies have three classes', () => {
  expect(new Set(Object.values(copies).map((copy) => copy.InsufficientStorageError)).size).toBe(3);
});

describe('isInsufficientStorageError returns false', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'InsufficientStorageError'],
    ['another error with status 507', Object.assign(new Error('full'), { status: 507 })],
    ['a value that throws when it is read', proxy],
  ])('for %s', (_, value) => {
    expect(source.isInsufficientStorageError(value)).toBe(false);
  });
});

test('has only the facts that are known, a status and a cause', () => {
  const cause = new Error('cause');
  const facts = { reason: 'capacity' as const, temporary: true, detail: undefined };
  const error = new source.InsufficientStorageError(facts, { cause });
  expect({ ...error }).toEqual({ reason: 'capacity', temporary: true });
  expect(error.cause).toBe(cause);
  expect(error.status).toBe(507);
  expect(String(error)).toBe('InsufficientStorageError: Insufficient storage');
});
