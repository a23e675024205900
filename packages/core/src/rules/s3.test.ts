import { expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

test('507 is recognized in whatever words', () => {
  for (const name of ['Unknown', 'UnknownError', 'InsufficientStorage', 'S3ServiceException'])
    expect(recognize({ name, $metadata: { httpStatusCode: 507 } })?.kind).toBe('object-store');
});

test.each<[string, object]>([
  ['another status', { name: 'Unknown', $metadata: { httpStatusCode: 503 } }],
  ['the name alone', { name: 'QuotaExceeded' }],
  ['no status', { name: 'Unknown', $metadata: null }],
])('it is not recognized by %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
