import { randomUUID } from 'node:crypto';

/** Returns the body of the minimal handler: an error code and a request id. */
export function leastBody(requestId = randomUUID()) {
  return { error: 'insufficient_storage', requestId };
}
