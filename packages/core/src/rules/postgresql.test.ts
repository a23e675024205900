import { expect, test } from 'vitest';

import { postgresOutOfMemory, postgresTempFileLimit } from '../index.ts';
import { recognize } from '../recognize.ts';

test('disk_full is recognized where Bun has it, in errno', () => {
  const error = { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '53100', severity: 'ERROR', message: 'canary' };
  expect(recognize(error)?.kind).toBe('database');
});

test('the same text is not, without what PostgreSQL says besides', () => {
  expect(recognize({ code: '53100', message: 'canary' })).toBeUndefined();
  expect(recognize({ code: '53100', severity: 1 })).toBeUndefined();
});

test.each<[string, object]>([
  ['another code', { code: '53300', severity: 'ERROR', message: 'out of memory' }],
  ['another message', { code: '53200', severity: 'ERROR', message: 'out of shared memory' }],
  ['another limit', { code: '53400', severity: 'ERROR', message: 'canary' }],
  ['no severity', { code: '53200', message: 'out of memory' }],
  ['no severity either', { code: '53400', message: 'temporary file size exceeds temp_file_limit' }],
])('an opt-in rule leaves %s alone', (_name, error) => {
  expect(recognize(error, [postgresTempFileLimit, postgresOutOfMemory])).toBeUndefined();
});
