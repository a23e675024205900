import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const FULL = ['XMinioStorageFull'];
const OVER_QUOTA = ['XMinioAdminBucketQuotaExceeded', 'QuotaExceeded'];

/**
 * S3-compatible object stores: MinIO, Ceph, … (@aws-sdk/client-s3, @aws-sdk/lib-storage, minio)
 *
 * Recognized: the codes `XMinioStorageFull`, `XMinioAdminBucketQuotaExceeded` and `QuotaExceeded` (Ceph), and every answer with 507. The
 * minio client has MinIO's in `code`.
 *
 * Not recognized: `EntityTooLarge`, `SlowDown`, `AccessDenied`, `TooManyBuckets`.
 *
 * Source: https://github.com/minio/minio/blob/master/cmd/api-errors.go; https://docs.ceph.com/en/latest/radosgw/s3/
 */
export const s3: BackendRule = {
  on: {
    name: [
      ...FULL,
      ...OVER_QUOTA,
      'Unknown',
      'UnknownError',
      'InsufficientStorage',
      'S3ServiceException',
      'S3Error',
    ],
  },
  recognize({ name, code, $metadata: metadata }) {
    // The SDK has the code in name and always metadata, the minio client neither.
    const word = (name === 'S3Error' ? code : metadata && name) as string;
    if (OVER_QUOTA.includes(word)) return QUOTA;
    const isFull = FULL.includes(word) || (metadata as { httpStatusCode?: unknown }).httpStatusCode === 507;
    return isFull ? { kind: 'object-store' } : undefined;
  },
};
