import { runInNewContext } from 'node:vm';

import { afterEach, expect, test } from 'vitest';

import { recognize } from './recognize.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const original = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor;
afterEach(() => {
  Object.defineProperty(Error, 'stackTraceLimit', original);
});

function enospc(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    errno: -28,
    syscall: 'write',
  });
}

test('a wrapping error has no stack frames and does not change those of its cause', () => {
  const cause = enospc();
  const { stack } = cause;
  const error = recognize(cause);
  expect(error?.stack).toBe('StorageExhaustedError: Insufficient storage');
  expect(error?.cause).toBe(cause);
  expect(cause.stack).toBe(stack);
  expect(stack).toContain('create-wrapper.test.ts');
});

test('recognizing restores the stack trace limit', () => {
  Error.stackTraceLimit = 3;
  recognize(enospc());
  expect(Error.stackTraceLimit).toBe(3);
  expect(new Error('after').stack?.split('\n    at ')).toHaveLength(4);
});

test('an error that the user throws keeps its own stack', () => {
  const error = new StorageExhaustedError();
  expect(recognize(error)).toBe(error);
  expect(error.stack).toContain('create-wrapper.test.ts');
});

test('recognizes an error when Error.stackTraceLimit is read-only', () => {
  Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false, configurable: true });
  expect(recognize(enospc())).toMatchObject({ reason: 'capacity', kind: 'disk' });
  expect(Error.stackTraceLimit).toBe(10);
});

test('recognizes an error of another realm', () => {
  const cause = runInNewContext("Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' })");
  expect(recognize(cause)?.cause).toBe(cause);
});
