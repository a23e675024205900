import { expect, test } from 'vitest';

import { postgresOutOfMemory, postgresTempFileLimit } from '../index.ts';
import { recognize } from '../recognize.ts';

test('disk_full is recognized in errno, where Bun stores it', () => {
  const error = { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '53100', severity: 'ERROR', message: 'canary' };
  expect(recognize(error)?.kind).toBe('database');
});

test('a code is not recognized without the other members of a PostgreSQL error', () => {
  expect(recognize({ code: '53100', message: 'canary' })).toBeUndefined();
  expect(recognize({ code: '53100', severity: 1 })).toBeUndefined();
});

test.each<[string, object]>([
  ['another code', { code: '53300', severity: 'ERROR', message: 'out of memory' }],
  ['another message', { code: '53200', severity: 'ERROR', message: 'out of shared memory' }],
  ['another limit', { code: '53400', severity: 'ERROR', message: 'canary' }],
  ['no severity', { code: '53200', message: 'out of memory' }],
  [
    'no severity, for temp_file_limit',
    { code: '53400', message: 'temporary file size exceeds temp_file_limit' },
  ],
])('an opt-in rule leaves %s alone', (_name, error) => {
  expect(recognize(error, [postgresTempFileLimit, postgresOutOfMemory])).toBeUndefined();
});
