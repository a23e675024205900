import { setImmediate } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { recognize } from '../src/index.ts';

type Members = Record<string, unknown>;

/** The members that may contain another error, or a list of them. */
const SINGLE = [
  'cause',
  'parent',
  'original',
  'originalError',
  'driverError',
  'chainedError',
  'writeConcernError',
];
const LISTS = ['errors', 'previousErrors', 'writeErrors'];

/** The members that are read before a rule runs. */
const READ = [
  ...['code', 'errno', 'number', 'errorNum', 'name', 'message', 'status', 'statusCode', 'killed', 'response'],
  ...SINGLE,
  ...LISTS,
];

/** Members that make a rule run. It then reads further members. */
const ASKING: readonly Members[] = [
  { code: 'ENOSPC', syscall: 'watch' },
  { code: 'UNKNOWN', errno: -4094 },
  { message: 'ENOSPC: no' },
  { killed: false },
  { status: 1 },
  { code: '53100' },
  { errno: 1114 },
  { number: 1105 },
  { errorNum: 1653, code: 'x' },
  { code: 'P2010' },
  { name: 'DriverAdapterError' },
  { message: 'OOM command' },
  { message: 'MemJS SET' },
  { code: 'ERR_SQLITE_ERROR' },
  { code: 'LEVEL_IO_ERROR' },
  { code: 28 },
  { code: '503', name: 'NatsError' },
  { code: 8 },
  { code: 8000 },
  { message: 'etcdserver: x' },
  { name: 'QuotaExceeded' },
  { name: 'S3Error' },
  { name: 'ResponseError' },
  { code: 403 },
  { name: 'RestError' },
  { status: 409 },
  { name: 'QuotaExceededError' },
  { name: 'HTTPError' },
];

const enospc = (): Members => ({ code: 'ENOSPC', syscall: 'write' });

function throwing(): never {
  throw new Error('canary');
}

/** Functions that wrap an error in a member, alone or in a list. */
const WRAPPERS: Readonly<Record<string, (inner: unknown) => Members>> = Object.fromEntries([
  ...SINGLE.map((name) => [name, (inner: unknown) => ({ [name]: inner })]),
  ...LISTS.map((name) => [name, (inner: unknown) => ({ [name]: [inner] })]),
]);

describe.each(Object.entries(WRAPPERS))('%s', (name, wrap) => {
  test('is examined for inner errors', () => {
    expect(recognize(wrap(enospc()))?.kind).toBe('disk');
    expect(recognize(Object.assign(new Error('x'), wrap(wrap(enospc()))))?.kind).toBe('disk');
  });

  test('may be 100,000 deep', () => {
    let thrown: unknown = enospc();
    for (let depth = 0; depth < 100_000; depth += 1) thrown = wrap(thrown);
    expect(recognize(thrown)).toBeUndefined();
  });

  test('may be circular', () => {
    const thrown: Members = {};
    Object.assign(thrown, wrap(wrap(wrap(thrown))));
    expect(recognize(thrown)).toBeUndefined();
  });

  test('may be a promise, which is not touched', async () => {
    let calls = 0;
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the point
    const thenable = { then: () => (calls += 1) };
    const rejected = Promise.reject(enospc());
    const caught = rejected.catch(() => 'caught');
    expect(recognize(wrap(thenable))).toBeUndefined();
    expect(recognize(wrap(rejected))).toBeUndefined();
    await setImmediate();
    expect(calls).toBe(0);
    expect(await caught).toBe('caught');
  });

  test('may throw when it is read', () => {
    const trap = Object.defineProperty(enospc(), name, { get: throwing });
    expect(recognize(trap)?.kind).toBe('disk');
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(recognize({ [name]: proxy })).toBeUndefined();
    expect(recognize(wrap(proxy))).toBeUndefined();
  });
});

test('a promise in another member is not touched', async () => {
  const commitError = Promise.reject(enospc());
  const caught = commitError.catch(() => 'caught');
  expect(recognize(Object.assign(new Error('Commit failed'), { commitError }))).toBeUndefined();
  expect(await caught).toBe('caught');
});

describe('a rule', () => {
  test.each(ASKING)('may find members that throw: %j', (members) => {
    const trap = new Proxy(members, {
      get: (target, name) =>
        name in target || READ.includes(String(name)) ? Reflect.get(target, name) : throwing(),
      getPrototypeOf: throwing,
    });
    expect(recognize(trap)).toBeUndefined();
    expect(recognize({ errors: [trap, enospc()] })?.kind).toBe('disk');
  });

  test.each(ASKING)('may find members of other types: %j', (members) => {
    for (const odd of [null, 0, '', Symbol('odd'), 5n, [], {}, Object.create(null), throwing]) {
      const target: Members = { ...members };
      const thrown = new Proxy(target, {
        get: (_target, name) =>
          name in target ? target[String(name)] : READ.includes(String(name)) ? undefined : odd,
      });
      expect(() => recognize(thrown)).not.toThrow();
    }
  });
});

describe('the members that are read', () => {
  /** Returns an error that counts reads and throws if it is changed. */
  function counting(target: object, count: (name: PropertyKey) => void): object {
    return new Proxy(target, {
      get(object, name, receiver) {
        count(name);
        return Reflect.get(object, name, receiver);
      },
      set: throwing,
      defineProperty: throwing,
      deleteProperty: throwing,
      setPrototypeOf: throwing,
      preventExtensions: throwing,
      ownKeys: throwing,
    });
  }

  test('are known, and each is read once', () => {
    const reads: PropertyKey[] = [];
    expect(recognize(counting({}, (name) => reads.push(name)))).toBeUndefined();
    expect(reads.filter((name) => typeof name === 'string').toSorted()).toEqual(READ.toSorted());
    expect(reads.length).toBeLessThanOrEqual(READ.length + 2);
  });

  test.each(ASKING)('by rules are limited: %j', (members) => {
    let reads = 0;
    recognize(counting({ ...members }, () => (reads += 1)));
    expect(reads).toBeLessThan(READ.length + 20);
  });

  test('are limited if errors lead to ever more errors', () => {
    let reads = 0;
    const make = (): object =>
      new Proxy(
        {},
        {
          get(_target, name) {
            reads += 1;
            if (LISTS.includes(String(name))) return Array.from({ length: 1000 }, make);
            return SINGLE.includes(String(name)) ? make() : undefined;
          },
        },
      );
    expect(recognize(make())).toBeUndefined();
    expect(reads).toBeLessThanOrEqual(32 * (READ.length + 2) + 1);
  });

  test('of a list are limited to its length and to 32', () => {
    let reads = 0;
    for (const length of [-1, 0, 0.5, 2 ** 32, Number.POSITIVE_INFINITY, Number.NaN, '9', null, {}]) {
      const list = new Proxy([], {
        get(_target, name) {
          reads += 1;
          return name === 'length' ? length : { code: 'other' };
        },
      });
      expect(recognize({ errors: list })).toBeUndefined();
    }
    expect(reads).toBeLessThan(9 * 34);
  });

  test('may belong to frozen errors', () => {
    const thrown = Object.freeze({ errors: Object.freeze([Object.freeze(enospc())]) });
    expect(recognize(thrown)?.cause).toBe(thrown);
  });
});
