import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { callAndForget } from './call-and-forget.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

/** Node reports unhandled rejections after the microtasks, so one turn of the event loop is enough. */
const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function throwing(): never {
  throw new Error('canary');
}

describe('a callback', () => {
  test('is called synchronously with its arguments', () => {
    const calls: unknown[][] = [];
    callAndForget((...args: unknown[]) => calls.push(args), 1, 'two');
    expect(calls).toEqual([[1, 'two']]);
  });

  test('is not awaited and its result is ignored', () => {
    expect(callAndForget(() => new Promise(() => {}))).toBeUndefined();
    expect(callAndForget(() => 5)).toBeUndefined();
  });

  test('that rejects would cause an unhandled rejection if called directly', async () => {
    void Promise.reject(new Error('told'));
    await aTurn();
    expect(unhandled).toHaveLength(1);
  });

  test.each<[string, () => unknown]>([
    ['throws', throwing],
    [
      'throws undefined',
      () => {
        throw undefined;
      },
    ],
    ['rejects', () => Promise.reject(new Error('canary'))],
    ['rejects later', async () => aTurn().then(throwing)],
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
    ['returns a thenable that throws', () => ({ then: throwing })],
    [
      'returns a thenable that cannot be read',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
        get then() {
          return throwing();
        },
      }),
    ],
    [
      'returns a thenable that rejects',
      // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
      () => ({ then: (_resolve: unknown, reject: (e: Error) => void) => reject(new Error('canary')) }),
    ],
    [
      'returns a thenable that resolves and then throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
        then(resolve: () => void) {
          resolve();
          throwing();
        },
      }),
    ],
    ['returns a promise that cannot be caught', () => Object.assign(Promise.resolve(), { catch: throwing })],
    [
      'returns a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
  ])('that %s changes nothing', async (_name, callback) => {
    expect(() => callAndForget(callback)).not.toThrow();
    await aTurn();
    await aTurn();
    expect(unhandled).toEqual([]);
  });
});
