import type { IncomingMessage } from 'node:http';

import { RequestError } from './request-error.ts';

/** The account of uploads without an X-Account header. */
export const ANONYMOUS = 'anonymous';

/**
 * Returns the account of a request: its `X-Account` header, which stands in for real authentication.
 *
 * @throws RequestError 400 unless it has 1 to 64 lowercase letters, digits, `-` and `_`, because every account has a folder
 */
export function accountOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const account = headers['x-account'] ?? ANONYMOUS;
  if (typeof account === 'string' && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(account)) return account;
  throw new RequestError(
    400,
    'invalid_account',
    'X-Account must be 1 to 64 lowercase letters, digits, hyphens and underscores.',
  );
}
