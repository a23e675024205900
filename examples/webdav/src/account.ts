import type { IncomingMessage } from 'node:http';
import { accountOf as accountOfHeader } from '@http507/example-store';
import auth from 'basic-auth';

/**
 * Returns the account of a request: the user name of Basic authentication, which WebDAV clients send, or else the `X-Account` header. Both
 * stand in for real authentication: no password is checked.
 *
 * @throws RequestError 400 for an invalid name
 */
export function accountOf(request: IncomingMessage): string {
  const user = auth(request)?.name;
  return accountOfHeader(user ? { headers: { 'x-account': user } } : request);
}
