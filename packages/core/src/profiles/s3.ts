import { messageOf } from './message-of.ts';
import type { Profile } from './profile.ts';
import { escapeXml } from './xml.ts';

/**
 * Amazon S3: the XML error document (Amazon S3 API Reference, "REST error responses").
 *
 * S3 itself is never full and has no code for this. `XMinioStorageFull` is MinIO's code (minio, cmd/api-errors.go), `QuotaExceeded` is Ceph's
 * (ceph, src/rgw/rgw_common.cc). Clients decide about a retry by the status. The AWS SDKs do not retry a 507 (botocore, retries/standard.py and
 * data/_retry.json; smithy-typescript, service-error-classification/src/constants.ts).
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
