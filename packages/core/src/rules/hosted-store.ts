import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** Codes that only one store uses, and only for a quota that is used up. */
const OVER_QUOTA = ['storage_cap_exceeded', 'storage_limit_exceeded', 'quotaLimitReached'];

interface Body {
  readonly code?: unknown;
  readonly error?: Body;
}

/**
 * Hosted stores: Backblaze B2, Box, Microsoft OneDrive and SharePoint (their SDKs, or any HTTP client)
 *
 * Recognized: the code `storage_cap_exceeded` (B2), `storage_limit_exceeded` (Box) or `quotaLimitReached` (Microsoft Graph), in the error or
 * in the body of its response.
 *
 * Not recognized: `transaction_cap_exceeded` and `download_cap_exceeded` (B2), which limit requests; a 403 with any other code.
 *
 * Source: https://www.backblaze.com/apidocs/introduction-to-the-b2-native-api; https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors;
 * https://learn.microsoft.com/graph/errors
 */
export const hostedStore: BackendRule = {
  on: { code: OVER_QUOTA, status: [403, 507] },
  recognize({ code, error, response, body, responseInfo }) {
    const { data, body: responseBody } = (response ?? {}) as Record<string, unknown>;
    const bodies = [{ code }, error, body, data, responseBody, responseInfo] as (Body | undefined)[];
    return bodies.some((each) => OVER_QUOTA.includes((each?.error?.code ?? each?.code) as string))
      ? QUOTA
      : undefined;
  },
};
