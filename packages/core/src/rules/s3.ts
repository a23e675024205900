import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const FULL = 'XMinioStorageFull';
const OVER_QUOTA = ['XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorageSpace'];

/**
 * S3-compatible object stores: MinIO, Ceph, Huawei OBS, … (@aws-sdk/client-s3, @aws-sdk/lib-storage, aws-sdk, minio)
 *
 * Recognized: the codes `XMinioStorageFull`, `XMinioAdminBucketQuotaExceeded`, `QuotaExceeded` (Ceph, 403) and `InsufficientStorageSpace` (OBS,
 * 403), and every 507 response.
 *
 * Not recognized: `EntityTooLarge`, `SlowDown`, `AccessDenied`, `TooManyBuckets`. `QuotaExceeded` of any other service.
 *
 * Source: https://github.com/minio/minio/blob/master/cmd/api-errors.go; https://docs.ceph.com/en/latest/radosgw/s3/;
 * https://support.huaweicloud.com/intl/en-us/api-obs/obs_04_0052.html
 */
export const s3: BackendRule = {
  on: {
    name: [
      FULL,
      ...OVER_QUOTA,
      'S3Error',
      'Unknown',
      'UnknownError',
      'InsufficientStorage',
      'S3ServiceException',
    ],
  },
  recognize({ name, code, $metadata: metadata }) {
    const { httpStatusCode } = (metadata ?? {}) as { httpStatusCode?: unknown };
    // The AWS SDK 2 has the code in both members, minio in `code` only.
    const word = code === name || name === 'S3Error' ? code : metadata && name;
    if (OVER_QUOTA.includes(word as string)) return QUOTA;
    return word === FULL || httpStatusCode === 507 ? { kind: 'object-store' } : undefined;
  },
};
