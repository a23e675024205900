import { expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

test.each<[string, object]>([
  ['Ceph', { name: 'QuotaExceeded', $metadata: { httpStatusCode: 403 } }],
  ['Huawei OBS', { name: 'InsufficientStorageSpace', $metadata: { httpStatusCode: 403 } }],
  ['Ceph, with AWS SDK 2', { name: 'QuotaExceeded', code: 'QuotaExceeded', statusCode: 403 }],
  ['MinIO, with its own client', { name: 'S3Error', code: 'XMinioAdminBucketQuotaExceeded' }],
])('recognizes the quota of %s', (_name, error) => {
  expect(recognize(error)?.reason).toBe('quota');
});

test('recognizes a full MinIO, with its own client', () => {
  expect(recognize({ name: 'S3Error', code: 'XMinioStorageFull' })?.kind).toBe('object-store');
});

test('recognizes every 507 response, whatever its name', () => {
  for (const name of ['Unknown', 'UnknownError', 'InsufficientStorage', 'S3ServiceException'])
    expect(recognize({ name, $metadata: { httpStatusCode: 507 } })?.kind).toBe('object-store');
});

test.each<[string, object]>([
  ['another status', { name: 'Unknown', $metadata: { httpStatusCode: 503 } }],
  ['the name alone', { name: 'QuotaExceeded' }],
  ['another code of MinIO', { name: 'S3Error', code: 'SlowDown' }],
  ['the code of another service', { name: 'RestError', code: 'QuotaExceeded' }],
  ['no status', { name: 'Unknown', $metadata: null }],
])('does not recognize %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
