import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * Google Drive and Cloud Storage (googleapis, @google-cloud/storage)
 *
 * Recognized: Drive's 403 with the reason `storageQuotaExceeded`; an answer with 507.
 *
 * Not recognized: the reasons `quotaExceeded`, `rateLimitExceeded` and `userRateLimitExceeded`, which are rates of requests; 413.
 *
 * Source: https://developers.google.com/workspace/drive/api/guides/handle-errors
 */
export const google: BackendRule = {
  on: { code: [403, '403', 507], status: [403] },
  recognize({ code, errors }) {
    const reasons = (errors as { reason?: unknown }[]).slice(0, 8).map(({ reason }) => reason);
    if (reasons.includes('storageQuotaExceeded')) return QUOTA;
    return code === 507 ? { kind: 'object-store' } : undefined;
  },
};
