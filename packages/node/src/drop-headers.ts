import type { Outgoing } from './exchange.ts';

/** Removes headers, in lower case, from those that a response has so far. */
export function dropHeaders(outgoing: Outgoing, names: readonly string[]): void {
  // By what is there, which is less than what may not be.
  for (const name of outgoing.getHeaderNames()) {
    if (names.includes(name)) outgoing.removeHeader(name);
  }
}
