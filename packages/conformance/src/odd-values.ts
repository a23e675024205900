/** Functions that create odd values to throw, by name. None of them is about storage. */
export const ODD_VALUES: Readonly<Record<string, () => unknown>> = {
  'a string': () => 'ENOSPC: no space left on device, write',
  'an empty string': () => '',
  null: () => null,
  undefined: () => undefined,
  zero: () => 0,
  'the number 507': () => 507,
  NaN: () => Number.NaN,
  false: () => false,
  'a bigint': () => 507n,
  'a symbol': () => Symbol('507'),
  'a function': () => () => 'ENOSPC',
  'a promise': () => Promise.resolve({ code: 'ENOSPC' }),
  'an array': () => [new Error('in an array')],
  'an object without a prototype': () => Object.create(null),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'an error with getters that throw': () =>
    trapped(new Error('trapped'), [
      'code',
      'errno',
      'status',
      'statusCode',
      'cause',
      'errors',
      'headers',
      'name',
    ]),
  'a proxy that throws': () => new Proxy(new Error('proxy'), throwingHandler),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'an error that is its own cause': () => {
    const error = new Error('circular');
    error.cause = error;
    return error;
  },
  'an error with 100,000 causes': () => {
    let error = new Error('innermost');
    for (let depth = 0; depth < 100_000; depth += 1) error = new Error('outer', { cause: error });
    return error;
  },
  'an AggregateError of itself': () => {
    const error = new AggregateError([], 'circular');
    error.errors.push(error, null, 'x');
    return error;
  },
  'an error with endless errors': () => Object.assign(new Error('endless'), { errors: endless() }),
  'an error with a hostile status': () =>
    Object.assign(new Error('status'), { status: '507', statusCode: {} }),
  'an error with hostile headers': () =>
    Object.assign(new Error('headers'), { headers: { 'X-Bad': 'a\r\nX-Injected: b', 'Set-Cookie': 'c' } }),
  'an error with the name StorageExhaustedError': () =>
    Object.assign(new Error('Insufficient storage'), { name: 'StorageExhaustedError', status: 418 }),
};

const throwingHandler: ProxyHandler<Error> = {
  get() {
    throw new Error('get trap');
  },
  has() {
    throw new Error('has trap');
  },
  getPrototypeOf() {
    throw new Error('getPrototypeOf trap');
  },
  ownKeys() {
    throw new Error('ownKeys trap');
  },
};

function trapped(error: Error, names: readonly string[]): Error {
  for (const name of names) {
    Object.defineProperty(error, name, {
      get() {
        throw new Error(`getter of ${name}`);
      },
    });
  }
  return error;
}

function endless(): unknown[] {
  return new Proxy([], { get: (_, key) => (key === 'length' ? Number.MAX_SAFE_INTEGER : undefined) });
}
