import { randomUUID } from 'node:crypto';

/** The body of the shortest handler by hand: an error code and a request id. */
export function leastBody(requestId = randomUUID()) {
  return { error: 'insufficient_storage', requestId };
}
