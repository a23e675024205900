import type { IncomingHttpHeaders } from 'node:http';

/** What may differ between two frameworks, and says nothing. */
const INCIDENTAL = ['date', 'connection', 'keep-alive'];

/** Returns the headers that say something. */
export function significantHeaders(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !INCIDENTAL.includes(name)));
}
