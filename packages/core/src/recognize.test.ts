import { createWriteStream, writeFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { RecognitionRule } from './recognition-rule.ts';
import { recognize } from './recognize.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

type Members = Record<string, unknown>;

function errorWith(members: Members = {}, message = 'canary'): Error {
  return Object.assign(new Error(message), members);
}

const enospc = (): Error => errorWith({ code: 'ENOSPC', errno: -28, syscall: 'write' });

function throwing(): never {
  throw new Error('canary');
}

function revoked(target: object = {}): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Returns a thrown value inside a number of wrappers. */
function beneath(depth: number, thrown: unknown): unknown {
  let outer = thrown;
  for (let index = 0; index < depth; index += 1) outer = { cause: outer };
  return outer;
}

function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => throwing(),
    (reason) => reason,
  );
}

describe('a StorageExhaustedError', () => {
  test('is returned unchanged', () => {
    const error = Object.freeze(new StorageExhaustedError('note'));
    expect(recognize(error)).toBe(error);
    expect(recognize(error, false)).toBe(error);
    expect(recognize(error, [throwing])).toBe(error);
  });

  test('inside another error passes its facts to a new error with the thrown value as cause', () => {
    const inner = new StorageExhaustedError('note', {
      reason: 'quota',
      kind: 'object-store',
      resource: 'bucket',
      temporary: true,
      retryAfter: 5,
      usage: { usedBytes: 2, quotaBytes: 1 },
    });
    const thrown = new Error('wrapper', { cause: inner });
    for (const rules of [undefined, [], false] as const) {
      const error = recognize(thrown, rules) as StorageExhaustedError;
      expect(error).toBeInstanceOf(StorageExhaustedError);
      expect(error.cause).toBe(thrown);
      const { reason, kind, resource, temporary, retryAfter, usage, invalid } = error;
      expect({ reason, kind, resource, temporary, retryAfter, usage, invalid }).toEqual({
        reason: 'quota',
        kind: 'object-store',
        resource: 'bucket',
        temporary: true,
        retryAfter: 5,
        usage: { usedBytes: 2, quotaBytes: 1 },
        invalid: [],
      });
    }
  });

  test('inside another error is recognized even if a member cannot be read', () => {
    class Trap extends StorageExhaustedError {
      override get kind(): never {
        return throwing();
      }
    }
    const inner = new Trap({ reason: 'quota' });
    expect(recognize(new Error('wrapper', { cause: inner }))?.reason).toBe('quota');
    const proxy = new Proxy(new StorageExhaustedError({ reason: 'quota' }), {});
    expect(recognize({ cause: proxy })?.reason).toBe('quota');
    expect(recognize({ cause: StorageExhaustedError.prototype })?.reason).toBe('capacity');
  });

  test('decides if it is the nearest one', () => {
    const far = new StorageExhaustedError({ reason: 'quota' });
    expect(recognize({ cause: { cause: far }, errors: [enospc()] })?.reason).toBe('capacity');
    expect(recognize({ cause: far, errors: [enospc()] })?.reason).toBe('quota');
  });
});

describe('an error of the kernel', () => {
  test('is recognized from a synchronous write', () => {
    let thrown: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      thrown = error;
    }
    const error = recognize(thrown);
    expect(error?.kind).toBe('disk');
    expect(error?.reason).toBe('capacity');
    expect(error?.temporary).toBe(true);
    expect(error?.cause).toBe(thrown);
  });

  test('is recognized from fs.promises and from a file handle', async () => {
    expect(recognize(await rejection(writeFile('/dev/full', 'x')))?.kind).toBe('disk');
    const file = await open('/dev/full', 'w');
    try {
      expect(recognize(await rejection(file.write('x')))?.kind).toBe('disk');
    } finally {
      await file.close();
    }
  });

  test('is recognized from a stream and from pipeline', async () => {
    const stream = createWriteStream('/dev/full');
    const emitted = new Promise((resolve) => stream.once('error', resolve));
    stream.end('x');
    expect(recognize(await emitted)?.kind).toBe('disk');
    const piped = rejection(pipeline(Readable.from(['x']), createWriteStream('/dev/full')));
    expect(recognize(await piped)?.kind).toBe('disk');
  });

  test('is recognized by its exact message after structured clone has dropped the code', () => {
    let thrown: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      thrown = error;
    }
    const clone = structuredClone(thrown) as Members;
    expect(clone.code).toBeUndefined();
    expect(recognize(clone)?.kind).toBe('disk');
    expect(recognize(new Error(clone.message as string))).toBeUndefined();
  });

  test('is recognized if it is from another realm', () => {
    const thrown = runInNewContext('Object.assign(new Error("x"), { code: "ENOSPC" })');
    expect(thrown instanceof Error).toBe(false);
    expect(recognize(thrown)?.kind).toBe('disk');
  });

  test('is not recognized if it is not about storage', async () => {
    expect(recognize(await rejection(writeFile('/nowhere/at/all', 'x')))).toBeUndefined();
    expect(recognize(await rejection(writeFile('/', 'x')))).toBeUndefined();
  });
});

describe('the search', () => {
  test('follows causes', () => {
    const thrown = new Error('a', { cause: new TypeError('b', { cause: enospc() }) });
    expect(recognize(thrown)?.kind).toBe('disk');
    expect(recognize(thrown)?.cause).toBe(thrown);
  });

  test('follows the errors and the cause of an AggregateError', () => {
    expect(recognize(new AggregateError([new Error('a'), enospc()]))?.kind).toBe('disk');
    const caused = new AggregateError([new Error('a')], 'b', { cause: enospc() });
    expect(recognize(caused)?.kind).toBe('disk');
    expect(recognize(new AggregateError([new AggregateError([enospc()])]))?.kind).toBe('disk');
  });

  test('accepts a plain object', () => {
    expect(recognize({ code: 'ENOSPC' })?.kind).toBe('disk');
  });

  test('examines at most 32 errors', () => {
    expect(recognize(beneath(31, enospc()))?.kind).toBe('disk');
    expect(recognize(beneath(32, enospc()))).toBeUndefined();
    const others = Array.from({ length: 40 }, () => new Error('other'));
    expect(recognize(new AggregateError([...others.slice(0, 30), enospc()]))?.kind).toBe('disk');
    expect(recognize(new AggregateError([...others, enospc()]))).toBeUndefined();
  });

  test('counts each error once', () => {
    const same = new Error('same');
    const errors = [...Array.from({ length: 31 }, () => same), enospc()];
    expect(recognize({ errors })?.kind).toBe('disk');
  });

  test('ends in a cycle', () => {
    const a: Members = {};
    const b: Members = { cause: a };
    a.cause = b;
    a.errors = [a, b, [a]];
    expect(recognize(a)).toBeUndefined();
    b.errors = [enospc()];
    expect(recognize(a)?.kind).toBe('disk');
    const self = errorWith({ code: 'ENOSPC' });
    self.cause = self;
    expect(recognize(self)?.cause).toBe(self);
  });

  test('survives 100,000 causes', () => {
    expect(recognize(beneath(100_000, enospc()))).toBeUndefined();
  });

  test('ends for causes that are created when they are read', () => {
    let made = 0;
    const endless = (): object => ({
      get cause() {
        made += 1;
        return endless();
      },
    });
    expect(recognize(endless())).toBeUndefined();
    expect(made).toBeLessThanOrEqual(32);
  });

  test('reads only a few elements of an endless list', () => {
    let reads = 0;
    const endless = new Proxy([], {
      get(target, name) {
        reads += 1;
        return name === 'length' ? 2 ** 53 : Reflect.get(target, name);
      },
      has: () => true,
    });
    expect(recognize({ errors: endless })).toBeUndefined();
    expect(reads).toBeLessThan(100);
  });

  test('accepts lists of any subclass of Array', () => {
    class Odd extends Array<unknown> {
      static override get [Symbol.species](): never {
        return function NotAList() {} as never;
      }
      override [Symbol.iterator](): never {
        return throwing();
      }
    }
    const errors = new Odd();
    errors[0] = enospc();
    expect(recognize({ errors })?.kind).toBe('disk');
  });

  test.each<[string, unknown]>([
    ['a text', 'ENOSPC'],
    ['a set', new Set([enospc()])],
    ['an object with a length', { length: 1, 0: enospc() }],
    ['a revoked proxy', revoked([])],
    ['a function', () => [enospc()]],
  ])('ignores an `errors` that is no array: %s', (_name, errors) => {
    expect(recognize({ errors })).toBeUndefined();
  });

  test('does not examine the causes of a client error', () => {
    for (const status of [400, 413, 422, 499]) {
      expect(recognize(errorWith({ status, cause: enospc() }))).toBeUndefined();
      expect(recognize(errorWith({ statusCode: status, cause: enospc() }))).toBeUndefined();
      expect(recognize(errorWith({ status, errors: [enospc()] }))).toBeUndefined();
      expect(recognize({ cause: errorWith({ status, cause: enospc() }) })).toBeUndefined();
    }
  });

  test('examines the causes of an error with any other status', () => {
    for (const status of [200, 399, 500, 503, '404', null, Number.NaN, 404.5])
      expect(recognize(errorWith({ status, cause: enospc() }))?.kind).toBe('disk');
  });

  test('examines a client error itself, and other errors next to it', () => {
    expect(recognize(errorWith({ status: 400, code: 'ENOSPC' }))?.kind).toBe('disk');
    const wrong = errorWith({ status: 400, cause: enospc() });
    expect(recognize({ errors: [wrong] })).toBeUndefined();
    expect(recognize({ errors: [wrong, enospc()] })?.kind).toBe('disk');
  });
});

describe('the thrown value', () => {
  test('is not changed and may be frozen', () => {
    const reads = new Set<string>();
    const watched = (target: object): object =>
      new Proxy(target, {
        get(object, name, receiver) {
          reads.add(String(name));
          return Reflect.get(object, name, receiver);
        },
        set: throwing,
        defineProperty: throwing,
        deleteProperty: throwing,
        setPrototypeOf: throwing,
        preventExtensions: throwing,
      });
    const inner = watched(Object.freeze(enospc()));
    const thrown = Object.freeze(new AggregateError(Object.freeze([inner]), 'x', { cause: null }));
    const before = JSON.stringify(Object.getOwnPropertyDescriptors(thrown));
    expect(recognize(thrown)?.kind).toBe('disk');
    expect(JSON.stringify(Object.getOwnPropertyDescriptors(thrown))).toBe(before);
  });

  test('may be any value without an exception', () => {
    // As functions, because fast-check inspects the values that it generates.
    const inner = fc.oneof(
      fc
        .anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true })
        .map((value) => () => value),
      fc.constantFrom(...[revoked(), revoked([]), revoked(throwing), throwing].map((value) => () => value)),
    );
    const names = ['cause', 'errors', 'status', 'statusCode', 'code', 'errno'];
    const members = fc.record(Object.fromEntries(names.map((name) => [name, inner])));
    fc.assert(
      fc.property(inner, members, (value, makers) => {
        const made = Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()]));
        for (const thrown of [value(), made, { cause: made }, { errors: [made] }])
          expect(recognize(thrown)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  test('may have getters that throw', () => {
    for (const name of ['code', 'errno', 'cause', 'errors', 'status', 'statusCode']) {
      const trap = Object.defineProperty({}, name, { get: throwing });
      expect(recognize(trap)).toBeUndefined();
      expect(recognize({ cause: trap, errors: [enospc()] })?.kind).toBe('disk');
    }
    expect(recognize(new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing }))).toBeUndefined();
  });

  test('may have a cause that is recognized although other members cannot be read', () => {
    const trap = Object.defineProperty({ cause: enospc() }, 'status', { get: throwing });
    expect(recognize(trap)?.kind).toBe('disk');
  });

  test.each<[unknown]>([[undefined], [null], ['ENOSPC'], [28], [-28], [5n], [Symbol('ENOSPC')], [true]])(
    'is not recognized if it is no object: %s',
    (thrown) => {
      expect(recognize(thrown)).toBeUndefined();
    },
  );
});

describe('own rules', () => {
  const mine: RecognitionRule = ({ code }) =>
    code === 'MINE' ? { kind: 'queue', resource: 'jobs', retryAfter: 9 } : undefined;

  test('recognize errors that the built-in rules do not', () => {
    const error = recognize({ cause: { code: 'MINE' } }, [mine]);
    expect(error?.kind).toBe('queue');
    expect(error?.resource).toBe('jobs');
    expect(error?.retryAfter).toBe(9);
  });

  test('run in order, before the built-in rules', () => {
    const first: RecognitionRule = ({ code }) => (code === 'ENOSPC' ? { kind: 'cache' } : undefined);
    const second: RecognitionRule = () => ({ kind: 'database' });
    expect(recognize(enospc(), [first, second])?.kind).toBe('cache');
    expect(recognize(enospc(), [mine, first])?.kind).toBe('cache');
    expect(recognize(enospc(), [mine])?.kind).toBe('disk');
    expect(recognize(new Error('x'), [first, second])?.kind).toBe('database');
  });

  test('cannot override a StorageExhaustedError', () => {
    const wrapped = { cause: new StorageExhaustedError({ kind: 'inodes' }) };
    const narrow: RecognitionRule = (error) => ('status' in error ? { kind: 'cache' } : undefined);
    expect(recognize(wrapped, [narrow])?.kind).toBe('inodes');
  });

  test('are skipped if they throw', () => {
    expect(recognize(enospc(), [throwing])?.kind).toBe('disk');
    expect(recognize(new Error('x'), [throwing])).toBeUndefined();
  });

  test('are reported if they throw', () => {
    const told: unknown[] = [];
    const onRuleError = (...args: unknown[]): unknown => told.push(args);
    expect(recognize(enospc(), [throwing, mine], onRuleError)?.kind).toBe('disk');
    expect(told).toEqual([[new Error('canary'), throwing]]);
    expect(recognize(enospc(), [throwing], throwing)?.kind).toBe('disk');
  });

  test('are rejected if they are asynchronous, whatever the promise does', async () => {
    const told: unknown[] = [];
    const resolving = (async () => ({ kind: 'queue' })) as never;
    const rejecting = (async () => throwing()) as never;
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the point
    const thenable = (() => ({ kind: 'queue', then: throwing })) as never;
    for (const rule of [resolving, rejecting, thenable]) {
      expect(recognize(new Error('x'), [rule], (error) => told.push(error))).toBeUndefined();
      expect(recognize(enospc(), [rule, mine])?.kind).toBe('disk');
    }
    expect(told).toHaveLength(3);
    for (const error of told) expect(error).toBeInstanceOf(TypeError);
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('do not run for a value that is no object', () => {
    expect(recognize('text', [() => ({ kind: 'disk' })])).toBeUndefined();
  });

  test('may return invalid facts, which are ignored and listed', () => {
    const error = recognize(new Error('x'), [() => ({ kind: 'floppy', retryAfter: -1 }) as never]);
    expect(error?.invalid).toEqual(['retryAfter', 'kind']);
  });

  test('may return facts that cannot be read, which are ignored', () => {
    const trap = (): never => new Proxy({}, { get: throwing, ownKeys: throwing }) as never;
    const getter = (): never =>
      Object.defineProperty({}, 'kind', { get: throwing, enumerable: true }) as never;
    for (const rule of [trap, getter]) {
      expect(() => recognize(new Error('x'), [rule])).not.toThrow();
      expect(recognize(enospc(), [rule])).toBeInstanceOf(StorageExhaustedError);
    }
  });

  test('cannot replace the cause, which is the thrown value', () => {
    const thrown = new Error('x');
    const rule = (): never => ({ cause: 'another' }) as never;
    expect(recognize(thrown, [rule])?.cause).toBe(thrown);
  });
});

describe('recognize: false', () => {
  test('recognizes no raw errors', () => {
    expect(recognize(enospc(), false)).toBeUndefined();
    expect(recognize({ cause: enospc() }, false)).toBeUndefined();
  });
});
