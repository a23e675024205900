import type { BackendRule } from './backend-rule.ts';

/**
 * Azure Blob Storage (@azure/storage-blob)
 *
 * Recognized: a 507 response, which emulators and on-premises stores send.
 *
 * Not recognized: RequestBodyTooLarge (413), InsufficientAccountPermissions (403), BlockCountExceedsLimit (409).
 *
 * Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
export const azure: BackendRule = {
  on: { name: ['RestError'] },
  recognize: ({ statusCode }) => (statusCode === 507 ? { kind: 'object-store' } : undefined),
};
