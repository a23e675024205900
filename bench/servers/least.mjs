import { randomUUID } from 'node:crypto';

/** What the handlers by hand send: the least that is of use to a client and to whoever is asked for help. */
export function leastBody(requestId = randomUUID()) {
  return { error: 'insufficient_storage', requestId };
}
