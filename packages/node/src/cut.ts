import type { Outgoing } from './exchange.ts';

/**
 * Breaks a response off whose headers have been sent, so that its client sees that it is not complete.
 *
 * Given the error, Node resets an HTTP/2 stream with INTERNAL_ERROR; without it, the response would look complete.
 */
export function cut(outgoing: Outgoing, error: Error): void {
  if (!outgoing.writableEnded) outgoing.destroy(error);
}
