import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

interface Response {
  readonly data: { readonly error: { readonly errors: unknown } };
}

/**
 * Google Drive and Cloud Storage (googleapis, @google-cloud/storage)
 *
 * Recognized: Drive's 403 with the reason `storageQuotaExceeded`, in `errors` or in the body of the response; a 507 response.
 *
 * Not recognized: the reasons `quotaExceeded`, `rateLimitExceeded` and `userRateLimitExceeded`, which limit requests; 413.
 *
 * Source: https://developers.google.com/workspace/drive/api/guides/handle-errors
 */
export const google: BackendRule = {
  on: { code: [403, '403', 507], status: [403] },
  recognize({ code, errors, response }) {
    const list = (errors ?? (response as Response).data.error.errors) as { reason?: unknown }[];
    if (list.slice(0, 8).some(({ reason }) => reason === 'storageQuotaExceeded')) return QUOTA;
    return code === 507 ? { kind: 'object-store' } : undefined;
  },
};
