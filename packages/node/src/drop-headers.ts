import type { Outgoing } from './exchange.ts';
import type { ManagedResponse } from './write-managed-reply.ts';

/**
 * Removes headers that are set on a response.
 *
 * @param present - all headers that are set, with names in lower case
 * @param names - the headers to remove, in lower case
 */
export function dropHeaders(
  present: object,
  names: readonly string[],
  outgoing: Outgoing,
  managed?: ManagedResponse,
): void {
  // A response usually has fewer headers than there are names.
  for (const name of Object.keys(present)) {
    if (!names.includes(name)) continue;
    managed?.removeHeader(name);
    outgoing.removeHeader(name);
  }
}
