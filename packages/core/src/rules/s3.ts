import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const FULL = ['XMinioStorageFull'];
const OVER_QUOTA = ['XMinioAdminBucketQuotaExceeded', 'QuotaExceeded'];

/**
 * S3-compatible object stores: MinIO, Ceph, … (@aws-sdk/client-s3, @aws-sdk/lib-storage)
 *
 * Recognized: the codes `XMinioStorageFull`, `XMinioAdminBucketQuotaExceeded` and `QuotaExceeded` (Ceph), and every answer with 507.
 *
 * Not recognized: `EntityTooLarge`, `SlowDown`, `AccessDenied`, `TooManyBuckets`.
 *
 * Source: https://github.com/minio/minio/blob/master/cmd/api-errors.go; https://docs.ceph.com/en/latest/radosgw/s3/
 */
export const s3: BackendRule = {
  on: {
    name: [...FULL, ...OVER_QUOTA, 'Unknown', 'UnknownError', 'InsufficientStorage', 'S3ServiceException'],
  },
  recognize({ name, $metadata: metadata }) {
    const { httpStatusCode } = metadata as { httpStatusCode?: unknown };
    if (OVER_QUOTA.includes(name as string)) return QUOTA;
    return FULL.includes(name as string) || httpStatusCode === 507 ? { kind: 'object-store' } : undefined;
  },
};
