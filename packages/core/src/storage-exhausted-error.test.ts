import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { serializeStorageExhausted } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

type AnyArguments = new (...args: unknown[]) => StorageExhaustedError;
const Unchecked = StorageExhaustedError as unknown as AnyArguments;

const MEMBERS = ['reason', 'kind', 'resource', 'temporary', 'retryAfter', 'usage', 'cause'] as const;

function revoked(target: object = {}): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwing(): never {
  throw new Error('canary');
}

const trap = new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing });

// As functions, because fast-check inspects the values that it generates.
const hostile = fc.oneof(
  fc
    .anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true })
    .map((value) => () => value),
  fc.constantFrom(
    ...[
      trap,
      revoked(),
      revoked(() => undefined),
      Symbol('canary'),
      Symbol.iterator,
      10n,
      throwing,
      new Date(Number.NaN),
      Object.create(null),
      new Proxy(new Date(), {}),
      // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
      { then: throwing },
      {
        get usedBytes(): never {
          return throwing();
        },
      },
    ].map((value) => () => value),
  ),
);

function enumerableNames(error: object): string[] {
  const names: string[] = [];
  for (const name in error) names.push(name);
  return names;
}

describe('the arguments', () => {
  test('are all optional', () => {
    for (const error of [
      new StorageExhaustedError(),
      new StorageExhaustedError(undefined),
      new StorageExhaustedError({}),
      new StorageExhaustedError('', {}),
      new Unchecked(null),
    ]) {
      expect(error.reason).toBe('capacity');
      expect(error.temporary).toBe(true);
      expect(error.kind).toBeUndefined();
      expect(error.resource).toBeUndefined();
      expect(error.retryAfter).toBeUndefined();
      expect(error.usage).toBeUndefined();
      expect(error.cause).toBeUndefined();
      expect(error.invalid).toEqual([]);
    }
  });

  test('are a note and options, like those of Error', () => {
    const cause = new Error('ENOSPC');
    const error = new StorageExhaustedError('the volume is full', {
      kind: 'disk',
      resource: '/var/data',
      cause,
    });
    expect(error.note).toBe('the volume is full');
    expect(error.kind).toBe('disk');
    expect(error.resource).toBe('/var/data');
    expect(error.cause).toBe(cause);
  });

  test('may be only the options', () => {
    const error = new StorageExhaustedError({ reason: 'quota', retryAfter: 5 });
    expect(error.reason).toBe('quota');
    expect(error.retryAfter).toBe(5);
    expect(error.note).toBeUndefined();
    expect(error.invalid).toEqual([]);
  });

  test('keep a falsy cause, but not undefined', () => {
    for (const cause of [null, 0, '', false, 0n]) {
      const error = new StorageExhaustedError({ cause });
      expect(error.cause).toBe(cause);
      expect(error.invalid).toEqual([]);
    }
    expect(Object.hasOwn(new StorageExhaustedError({ cause: undefined }), 'cause')).toBe(false);
  });

  test('may have any value without an exception', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 3 }), (args) => {
        const error = new Unchecked(...args.map((value) => value()));
        expect(error.message).toBe('Insufficient storage');
        expect(['capacity', 'quota']).toContain(error.reason);
      }),
      { numRuns: 2000 },
    );
  });

  test('may have any value in any member without an exception', () => {
    const anyOptions = fc.record(Object.fromEntries(MEMBERS.map((name) => [name, hostile])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(anyOptions, (members) => {
        const options = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value?.()]));
        const error = new StorageExhaustedError('note', options);
        expect(error.message).toBe('Insufficient storage');
        expect(typeof error.temporary).toBe('boolean');
        for (const name of error.invalid) expect(MEMBERS).toContain(name);
      }),
      { numRuns: 2000 },
    );
  });

  test('may have getters that throw, which are ignored and listed', () => {
    const options = {};
    for (const name of MEMBERS) Object.defineProperty(options, name, { get: throwing });
    const error = new StorageExhaustedError('note', options);
    expect([...error.invalid].sort()).toEqual([...MEMBERS].sort());
    expect(error.note).toBe('note');
    expect(error.reason).toBe('capacity');
  });

  test('are read only once', () => {
    let reads = 0;
    const error = new StorageExhaustedError({
      get reason() {
        reads += 1;
        return reads === 1 ? ('quota' as const) : ('canary' as never);
      },
    });
    expect(error.reason).toBe('quota');
    expect(reads).toBe(1);
  });

  test('do not cause an exception in a subclass with read-only members', () => {
    class Fixed extends StorageExhaustedError {}
    for (const name of ['reason', 'temporary', 'retryAfter', 'usage'])
      Object.defineProperty(Fixed.prototype, name, { get: () => undefined });
    const usage = { usedBytes: 1, quotaBytes: 1 };
    expect(() => new Fixed('note', { reason: 'quota', retryAfter: 3, usage })).not.toThrow();
  });
});

describe('the message', () => {
  test('is always the same, whatever the note is', () => {
    fc.assert(
      fc.property(fc.string(), (note) => {
        const error = new StorageExhaustedError(note);
        expect(error.message).toBe('Insufficient storage');
        expect(error.note).toBe(note);
        expect(String(error)).toBe('StorageExhaustedError: Insufficient storage');
      }),
    );
  });

  test('begins the stack, which does not contain the note', () => {
    expect(new StorageExhaustedError('canary').stack).toMatch(
      /^StorageExhaustedError: Insufficient storage\n/,
    );
    expect(new StorageExhaustedError('canary').stack).not.toContain('canary');
  });
});

describe('the log-only members', () => {
  const error = new StorageExhaustedError('canary', {
    kind: 'database',
    resource: 'canary',
    cause: new Error('canary'),
    reason: 'quota',
    retryAfter: 7,
    usage: { usedBytes: 2, quotaBytes: 1 },
    ...({ free: 'canary' } as object),
  });
  const PUBLIC = ['reason', 'retryAfter', 'temporary', 'usage'];

  test('are not enumerable', () => {
    expect(Object.keys(error).sort()).toEqual(PUBLIC);
    expect(enumerableNames(error).sort()).toEqual(PUBLIC);
    expect(Object.keys({ ...error }).sort()).toEqual(PUBLIC);
    expect(Object.keys(Object.assign({}, error)).sort()).toEqual(PUBLIC);
  });

  test('are not in the JSON of the error', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      reason: 'quota',
      temporary: true,
      retryAfter: 7,
      usage: { usedBytes: 2, quotaBytes: 1 },
    });
  });

  test('can be read by name', () => {
    expect(error.note).toBe('canary');
    expect(error.kind).toBe('database');
    expect(error.resource).toBe('canary');
    expect((error.cause as Error).message).toBe('canary');
  });

  test('include the cause when the error is inspected', () => {
    expect(inspect(error)).toContain('[cause]: Error: canary');
  });
});

describe('an invalid argument', () => {
  const far = Number.MAX_SAFE_INTEGER + 1;
  test.each<[string, unknown]>([
    ['reason', 'full'],
    ['reason', ''],
    ['reason', null],
    ['reason', ['quota']],
    ['reason', Object('quota')],
    ['kind', 'floppy'],
    ['kind', 'Disk'],
    ['kind', '__proto__'],
    ['resource', 5],
    ['resource', null],
    ['resource', Object('volume')],
    ['temporary', 'true'],
    ['temporary', 1],
    ['temporary', null],
    ['retryAfter', -1],
    ['retryAfter', 1.5],
    ['retryAfter', Number.NaN],
    ['retryAfter', Number.POSITIVE_INFINITY],
    ['retryAfter', far],
    ['retryAfter', '120'],
    ['retryAfter', null],
    ['retryAfter', 5n],
    ['retryAfter', new Date(Number.NaN)],
    ['retryAfter', { getTime: () => 5 }],
    ['retryAfter', Object.create(Date.prototype)],
    ['retryAfter', new Proxy(new Date(), {})],
  ])('is ignored and listed: %s %o', (name, value) => {
    const error = new StorageExhaustedError({ [name]: value });
    expect(error.invalid).toEqual([name]);
    expect(error.reason).toBe('capacity');
    expect(error.temporary).toBe(true);
    for (const absent of ['kind', 'resource', 'retryAfter', 'usage'] as const)
      expect(error[absent]).toBeUndefined();
    expect(Object.keys(error).sort()).toEqual(['reason', 'temporary']);
  });

  test.each<[unknown]>([
    [null],
    [5],
    ['5 of 6'],
    [{}],
    [[1, 2]],
    [{ usedBytes: 1 }],
    [{ usedBytes: 1, quotaBytes: -1 }],
    [{ usedBytes: 1.5, quotaBytes: 2 }],
    [{ usedBytes: '1', quotaBytes: 2 }],
    [{ usedBytes: 1n, quotaBytes: 2 }],
    [{ usedBytes: far, quotaBytes: 2 }],
  ])('is ignored and listed: usage %o', (usage) => {
    const error = new StorageExhaustedError({ reason: 'quota', usage: usage as never });
    expect(error.usage).toBeUndefined();
    expect(error.invalid).toEqual(['usage']);
  });

  test('is usage with reason capacity, given or implied', () => {
    const usage = { usedBytes: 1, quotaBytes: 2 };
    expect(new StorageExhaustedError({ usage }).invalid).toEqual(['usage']);
    expect(new StorageExhaustedError({ usage, reason: 'capacity' }).usage).toBeUndefined();
    expect(new StorageExhaustedError({ usage, reason: 'x' as never }).invalid).toEqual(['reason', 'usage']);
  });

  test.each([[5], [Symbol('note')], [5n], [true], [throwing]])(
    'includes a note that is not a text: %s',
    (note) => {
      const error = new Unchecked(note, { kind: 'disk' });
      expect(error.note).toBeUndefined();
      expect(error.invalid).toEqual(['note']);
      expect(error.kind).toBe('disk');
    },
  );

  test('is not undefined', () => {
    const nothing = Object.fromEntries(MEMBERS.map((name) => [name, undefined]));
    expect(new StorageExhaustedError(undefined, nothing).invalid).toEqual([]);
  });
});

describe('the facts', () => {
  test('accept every kind', () => {
    for (const kind of [
      'disk',
      'inodes',
      'memory',
      'database',
      'cache',
      'queue',
      'object-store',
      'upstream',
      'quota',
    ] as const)
      expect(new StorageExhaustedError({ kind }).kind).toBe(kind);
  });

  test('default to kind quota with reason quota', () => {
    expect(new StorageExhaustedError({ reason: 'quota' }).kind).toBe('quota');
    expect(new StorageExhaustedError({ reason: 'quota', kind: 'database' }).kind).toBe('database');
  });

  test('default to temporary with capacity, and with quota only if retryAfter is set', () => {
    expect(new StorageExhaustedError({ reason: 'capacity' }).temporary).toBe(true);
    expect(new StorageExhaustedError({ reason: 'quota' }).temporary).toBe(false);
    expect(new StorageExhaustedError({ reason: 'quota', retryAfter: 0 }).temporary).toBe(true);
    expect(new StorageExhaustedError({ reason: 'quota', retryAfter: -1 }).temporary).toBe(false);
    expect(new StorageExhaustedError({ temporary: false }).temporary).toBe(false);
    expect(new StorageExhaustedError({ reason: 'quota', temporary: true }).temporary).toBe(true);
  });

  test('accept usage beyond the quota, and zero', () => {
    const usage = { usedBytes: 10, quotaBytes: 0 };
    expect(new StorageExhaustedError({ reason: 'quota', usage }).usage).toEqual(usage);
  });

  test('contain copies of usage and the Date', () => {
    const usage = { usedBytes: 1, quotaBytes: 2, path: 'canary' };
    const retryAfter = new Date(5_000);
    const error = new StorageExhaustedError({ reason: 'quota', usage, retryAfter });
    usage.usedBytes = 99;
    retryAfter.setTime(0);
    expect(error.usage).toEqual({ usedBytes: 1, quotaBytes: 2 });
    expect((error.retryAfter as Date).getTime()).toBe(5_000);
  });

  test('accept a Date of another realm', () => {
    const foreign = runInNewContext('new Date(5000)') as Date;
    expect(foreign instanceof Date).toBe(false);
    const error = new StorageExhaustedError({ retryAfter: foreign });
    expect(error.retryAfter instanceof Date).toBe(true);
    expect((error.retryAfter as Date).getTime()).toBe(5_000);
  });
});

describe('the class', () => {
  test('is an Error with its own name', () => {
    const error = new StorageExhaustedError();
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(StorageExhaustedError);
    expect(error.name).toBe('StorageExhaustedError');
    expect(Object.hasOwn(error, 'name')).toBe(false);
  });

  test('has status 507, expose false and no headers', () => {
    const error = new StorageExhaustedError({ ...({ headers: { a: 'canary' }, status: 200 } as object) });
    expect(error.status).toBe(507);
    expect(error.statusCode).toBe(507);
    expect(error.expose).toBe(false);
    expect('headers' in error).toBe(false);
  });

  test('allows assigning a status, as Koa does; clients still get 507', () => {
    const error = new StorageExhaustedError();
    (error as { status: number }).status = 200;
    expect(error.status).toBe(200);
    expect(new StorageExhaustedError().status).toBe(507);
    expect(serializeStorageExhausted(error).status).toBe(507);
  });

  test('allows a subclass to have its own name', () => {
    class VolumeFullError extends StorageExhaustedError {
      override name = 'VolumeFullError';
    }
    const error = new VolumeFullError('note');
    expect(error).toBeInstanceOf(StorageExhaustedError);
    expect(error.name).toBe('VolumeFullError');
    expect(error.note).toBe('note');
  });
});

test('an error instead of the options is listed as invalid', () => {
  for (const mistaken of [new Error('the cause'), 'capacity', 507]) {
    expect(new StorageExhaustedError('note', mistaken as never).invalid).toEqual(['options']);
  }
  expect(new StorageExhaustedError(new Error('the cause') as never).invalid).toEqual(['options']);
});
