import type { BackendRule } from './backend-rule.ts';

/**
 * Another HTTP service (axios, got, ky, undici, webdav; http-errors)
 *
 * Recognized: its answer 507, as the client has it in `status`, `statusCode` or `response`.
 *
 * Not recognized: 413, 403, 503, 429 and every other status.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc4918#section-11.5
 */
export const httpUpstream: BackendRule = {
  on: {
    status: [507],
    // Where these have the status in nothing but the response.
    name: ['HTTPError'],
    code: ['ERR_BAD_RESPONSE'],
  },
  recognize({ status, statusCode, response }) {
    const answer = response as { status?: unknown; statusCode?: unknown } | undefined;
    const statuses = [status, statusCode, answer?.status, answer?.statusCode];
    return statuses.includes(507) ? { kind: 'upstream' } : undefined;
  },
};
