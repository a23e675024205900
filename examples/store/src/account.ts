import type { IncomingMessage } from 'node:http';

import { RequestError } from './request-error.ts';

/** Whose files those are that nobody in particular has sent. */
export const ANONYMOUS = 'anonymous';

/**
 * Returns whose request it is: the `X-Account` header, which stands in for real authentication.
 *
 * @throws RequestError 400 for anything but 1 to 64 small letters, digits, `-` and `_`, because an account has a folder
 */
export function accountOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const account = headers['x-account'] ?? ANONYMOUS;
  if (typeof account === 'string' && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(account)) return account;
  throw new RequestError(
    400,
    'invalid_account',
    'X-Account must be 1 to 64 small letters, digits, hyphens and underscores.',
  );
}
