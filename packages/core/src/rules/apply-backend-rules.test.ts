import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

/** Errors that the records in test/fixtures do not contain. */
const EXHAUSTED: readonly (readonly [string, object, 'capacity' | 'quota'])[] = [
  [
    'EDQUOT of LevelDB',
    { code: 'LEVEL_IO_ERROR', message: 'IO error: /a/000005.log: Disk quota exceeded' },
    'quota',
  ],
  ['ENOSPC of LMDB', { code: 28, message: 'No space left on device' }, 'capacity'],
  ['MDB_MAP_FULL', { code: -30792, message: 'MDB_MAP_FULL: Environment mapsize limit reached' }, 'capacity'],
  ['Atlas', { code: 8000, errmsg: 'you are over your space quota, using 512 MB of 512 MB' }, 'quota'],
  ['Drive', { code: 403, errors: [{ domain: 'global', reason: 'storageQuotaExceeded' }] }, 'quota'],
  ['SQL Server, for a restore', { code: 'EREQUEST', number: 3257 }, 'capacity'],
  ['SQL Server, the tables in memory', { code: 'EREQUEST', number: 41_823 }, 'quota'],
  ['NATS, the account', { name: 'JetStreamApiError', code: 10_002 }, 'quota'],
  ['NATS 2, a stream', { name: 'NatsError', code: '503', api_error: { err_code: 10_077 } }, 'capacity'],
];

describe('recognizes', () => {
  test.each(EXHAUSTED)('%s', (_name, error, reason) => {
    expect(recognize(error)?.reason).toBe(reason);
  });
});

describe('does not recognize', () => {
  test.each<[string, object]>([
    ['LevelDB, locked', { code: 'LEVEL_IO_ERROR', message: 'IO error: lock /a/LOCK: already held' }],
    ['another 28', { code: 28, message: 'canary' }],
    ['another -30792', { code: -30_792, message: 'canary' }],
    ['another error of Atlas', { code: 8000, message: 'bad auth' }],
    ['another 8 of MongoDB', { code: 8, message: '13: Permission denied' }],
    ['SQL Server without its code', { number: 1105 }],
    ['NATS with another name', { name: 'Error', code: 10_077 }],
    ['NATS 2 without an answer', { name: 'NatsError', code: '503' }],
  ])('%s', (_name, error) => {
    expect(recognize(error)).toBeUndefined();
  });
});
