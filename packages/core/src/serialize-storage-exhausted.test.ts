import { describe, expect, test } from 'vitest';

import { DETAILS, serializeStorageExhausted } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const BRAND = Symbol.for('http507.StorageExhaustedError');
const CANARY = 'canary';

function throwing(): never {
  throw new Error(CANARY);
}

/** Returns an object with the brand, which is enough to pass as an error of another copy. */
function branded(members: object): StorageExhaustedError {
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(members),
      [BRAND]: { value: true },
    },
  ) as StorageExhaustedError;
}

describe('the document', () => {
  test('has only the defaults for an error without facts', () => {
    expect(serializeStorageExhausted(new StorageExhaustedError())).toStrictEqual({
      type: 'about:blank',
      title: 'Insufficient Storage',
      status: 507,
      detail: 'The server has no room to store this right now.',
      error: 'insufficient_storage',
      reason: 'capacity',
      temporary: true,
    });
  });

  test('has all members in this order for an error with all facts', () => {
    const error = new StorageExhaustedError(CANARY, {
      reason: 'quota',
      kind: 'database',
      resource: CANARY,
      retryAfter: 120,
      usage: { usedBytes: 11, quotaBytes: 10 },
      cause: CANARY,
    });
    expect(JSON.stringify(serializeStorageExhausted(error, { requestId: '9f0c' }))).toBe(
      '{"type":"about:blank","title":"Insufficient Storage","status":507,' +
        '"detail":"The storage allotted to this account is used up.",' +
        '"error":"insufficient_storage","reason":"quota","requestId":"9f0c","temporary":true,' +
        '"retryAfter":120,"usedBytes":11,"quotaBytes":10}',
    );
  });

  test('is a plain object', () => {
    expect(Object.getPrototypeOf(serializeStorageExhausted(new StorageExhaustedError()))).toBe(
      Object.prototype,
    );
  });

  test('uses the given type and sentence', () => {
    const detail = { capacity: 'Full.', quota: 'Yours is full.' };
    const document = serializeStorageExhausted(new StorageExhaustedError({ reason: 'quota' }), {
      type: 'https://example.com/full',
      detail,
    });
    expect(document.type).toBe('https://example.com/full');
    expect(document.detail).toBe('Yours is full.');
    expect(document.temporary).toBe(false);
  });

  test('omits an invalid request id', () => {
    for (const requestId of ['', 'two words', 'a'.repeat(129), '<b>', null, {}, undefined])
      expect(
        'requestId' in
          serializeStorageExhausted(new StorageExhaustedError(), { requestId: requestId as string }),
      ).toBe(false);
  });

  test('includes zeros', () => {
    const usage = { usedBytes: 0, quotaBytes: 0 };
    const error = new StorageExhaustedError({ reason: 'quota', retryAfter: 0, usage });
    expect(serializeStorageExhausted(error)).toMatchObject({ retryAfter: 0, usedBytes: 0, quotaBytes: 0 });
  });
});

describe('an object that only has the brand', () => {
  const capacity = serializeStorageExhausted(new StorageExhaustedError());

  test('exposes only allow-listed members', () => {
    const names = (
      'message stack name cause path headers type title status ' +
      'detail error reason kind resource temporary retryAfter usage ' +
      'usedBytes quotaBytes requestId note invalid toJSON __proto__ constructor free'
    ).split(' ');
    for (const value of [
      CANARY,
      () => CANARY,
      { toString: () => CANARY },
      [CANARY],
      { toJSON: () => CANARY },
    ]) {
      const members = Object.fromEntries(names.map((name) => [name, value]));
      const document = serializeStorageExhausted(branded(members));
      expect(document).toStrictEqual(capacity);
      expect(JSON.stringify(document)).not.toContain(CANARY);
    }
  });

  test('exposes its usage without additional members', () => {
    const usage = { usedBytes: 1, quotaBytes: 2, path: CANARY, toJSON: () => CANARY };
    const document = serializeStorageExhausted(branded({ reason: 'quota', usage, temporary: false }));
    expect(JSON.stringify(document)).not.toContain(CANARY);
    expect(document).toMatchObject({ usedBytes: 1, quotaBytes: 2 });
  });

  test('exposes no usage with reason capacity', () => {
    const usage = { usedBytes: 1, quotaBytes: 2 };
    for (const reason of ['capacity', undefined, CANARY])
      expect(serializeStorageExhausted(branded({ reason, usage }))).toStrictEqual(capacity);
  });

  test('may have unreadable members', () => {
    const members = {};
    for (const name of ['reason', 'temporary', 'retryAfter', 'usage'])
      Object.defineProperty(members, name, { get: throwing, enumerable: true });
    expect(serializeStorageExhausted(branded(members))).toStrictEqual(capacity);
  });

  test('may be the prototype, a revoked proxy or undefined', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const error of [StorageExhaustedError.prototype, proxy, null, undefined, 5])
      expect(serializeStorageExhausted(error as StorageExhaustedError)).toStrictEqual(capacity);
  });
});

describe('an error of a subclass', () => {
  test('exposes only allow-listed members even if it overrides them', () => {
    class Leaky extends StorageExhaustedError {
      path = CANARY;
      headers = { a: CANARY };
      override message = CANARY;
      toJSON(): string {
        return CANARY;
      }
    }
    Object.defineProperties(Leaky.prototype, {
      detail: { get: () => CANARY },
      title: { get: throwing },
      status: { get: throwing },
    });
    const document = serializeStorageExhausted(new Leaky(CANARY));
    expect(document).toStrictEqual(serializeStorageExhausted(new StorageExhaustedError()));
  });

  test('keeps reason and usage consistent if its reason changes while it is read', () => {
    let reads = 0;
    const error = new StorageExhaustedError({ reason: 'quota', usage: { usedBytes: 1, quotaBytes: 2 } });
    Object.defineProperty(error, 'reason', {
      get: () => {
        reads += 1;
        return reads === 1 ? 'capacity' : 'quota';
      },
    });
    const document = serializeStorageExhausted(error);
    expect(document.detail).toBe(DETAILS.capacity);
    expect('usedBytes' in document).toBe(false);
  });
});
