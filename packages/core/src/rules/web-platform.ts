import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** DOMException.QUOTA_EXCEEDED_ERR. */
const QUOTA_EXCEEDED = 22;

/**
 * Web platform: Storage, IndexedDB, Cache, OPFS (Deno, Bun, browsers, Node's localStorage)
 *
 * Recognized: `QuotaExceededError`, as a DOMException or as the newer class.
 *
 * Not recognized: `crypto.getRandomValues` for more than 65536 bytes, which throws the same name and code.
 *
 * Source: https://webidl.spec.whatwg.org/#quotaexceedederror
 */
export const webPlatform: BackendRule = {
  on: { name: ['QuotaExceededError'] },
  recognize: ({ code, message }) =>
    code === QUOTA_EXCEEDED && !/65,?536/.test(String(message)) ? QUOTA : undefined,
};
