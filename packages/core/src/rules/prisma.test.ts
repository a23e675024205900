import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

/** Returns the error of a raw query, as the Rust engine reports it. */
const raw = (code: string): object => ({
  name: 'PrismaClientKnownRequestError',
  code: 'P2010',
  meta: { code, message: 'ERROR: canary' },
});

const adapterError = (cause: object): object => ({ name: 'DriverAdapterError', message: 'canary', cause });

describe('a full database', () => {
  test.each(['53100', '1021', '1114'])('is recognized by the code of a raw query: %s', (code) => {
    expect(recognize(raw(code))?.kind).toBe('database');
  });

  test.each<[string, object]>([
    ['PostgreSQL', { kind: 'postgres', originalCode: '53100', code: '53100', severity: 'ERROR' }],
    ['MySQL', { kind: 'mysql', code: 1114, state: 'HY000', message: "The table 't' is full" }],
    ['SQLite', { kind: 'sqlite', extendedCode: 13, message: 'database or disk is full' }],
  ])('is recognized by the cause of a driver adapter: %s', (_name, cause) => {
    expect(recognize(adapterError(cause))?.kind).toBe('database');
    const meta = { driverAdapterError: adapterError(cause) };
    expect(recognize({ code: 'P2010', meta })?.kind).toBe('database');
  });
});

test.each<[string, object]>([
  ['another code', raw('53200')],
  ['a code of SQL Server, which means something else in MySQL', raw('1105')],
  ['a code that is not a string', { code: 'P2010', meta: { code: Symbol('canary') } }],
  ['no meta', { code: 'P2010' }],
  ['another error of Prisma', { code: 'P2002', meta: { code: '53100' } }],
  ['another error of an adapter', adapterError({ kind: 'sqlite', extendedCode: 19 })],
  ['an adapter without a cause', { name: 'DriverAdapterError' }],
])('is not recognized by %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
