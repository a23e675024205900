import { messageOf } from './message-of.ts';
import type { Profile } from './profile.ts';
import { escapeXml } from './xml.ts';

/**
 * Amazon S3: the XML error document (Amazon S3 API Reference, "REST error responses").
 *
 * S3 itself is never full and has no code for this. `XMinioStorageFull` is MinIO's code, with the status 507 (minio, cmd/api-errors.go),
 * `QuotaExceeded` is Ceph's (ceph, src/rgw/rgw_common.cc). Clients decide about a retry by the status, and by lists of codes that contain neither.
 * The AWS SDKs do not retry a 507 (botocore, retries/standard.py and data/_retry.json; smithy-typescript,
 * packages/core/src/submodules/retry/service-error-classification/constants.ts; aws-sdk-go-v2, aws/retry/standard.go).
 *
 * s3cmd before 2.4.0 retries every 5xx (s3cmd, S3/S3.py, `send_file`). With `{ ...s3, status: 413 }` it stops at once. rclone retries whatever the
 * status (rclone, cmd/cmd.go, `Run`).
 */
export const s3: Profile = {
  mediaTypes: ['application/xml', 'text/xml'],
  render(document) {
    const { reason, requestId = '' } = document;
    const code = reason === 'quota' ? 'QuotaExceeded' : 'XMinioStorageFull';
    const id = escapeXml(requestId);
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>` +
      `<Message>${escapeXml(messageOf(document))}</Message><RequestId>${id}</RequestId><HostId>${id}</HostId></Error>`
    );
  },
  // The SDKs read both ids from these headers, for example for HEAD.
  headers: ({ requestId }): Record<string, string> =>
    requestId === undefined ? {} : { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
};
