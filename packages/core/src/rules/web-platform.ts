import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** DOMException.QUOTA_EXCEEDED_ERR. */
const QUOTA_EXCEEDED = 22;

/**
 * Web platform: Storage, IndexedDB, Cache, OPFS (Deno, Bun, browsers, Node's localStorage)
 *
 * Recognized: the DOMException, or newer class, `QuotaExceededError`.
 *
 * Not recognized: `crypto.getRandomValues` beyond 65536 bytes, which has the same name and code.
 *
 * Source: https://webidl.spec.whatwg.org/#quotaexceedederror
 */
export const webPlatform: BackendRule = {
  on: { name: ['QuotaExceededError'] },
  recognize: ({ code, message }) =>
    code === QUOTA_EXCEEDED && !/65,?536/.test(String(message)) ? QUOTA : undefined,
};
