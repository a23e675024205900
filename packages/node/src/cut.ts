import type { Outgoing } from './exchange.ts';

/**
 * Aborts a response after its headers have been sent, so that the client sees that it is incomplete.
 *
 * With an error, Node resets an HTTP/2 stream with INTERNAL_ERROR. Without one, the response would look complete.
 */
export function cut(outgoing: Outgoing, error: Error): void {
  if (!outgoing.writableEnded) outgoing.destroy(error);
}
