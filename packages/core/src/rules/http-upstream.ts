import { isClientError } from '../is-client-error.ts';
import type { BackendRule } from './backend-rule.ts';

/**
 * Another HTTP service (axios, got, ky, undici, superagent, ofetch, webdav, http-errors and others)
 *
 * Recognized: a 507 response of the service, in `status` or `statusCode` of the error or of its `response`.
 *
 * Not recognized: 413, 403, 503, 429 and every other status. An error with its own status 400 to 499, whatever its `response` says.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc4918#section-11.5
 */
export const httpUpstream: BackendRule = {
  on: { status: [507] },
  recognize({ status, statusCode }) {
    return isClientError(Number(status ?? statusCode)) ? undefined : { kind: 'upstream' };
  },
};
