import type { IncomingHttpHeaders } from 'node:http';

/** Headers about the connection and the time, which may differ between frameworks. */
const INCIDENTAL = ['date', 'connection', 'keep-alive'];

/** Returns the headers that must be the same in every framework. */
export function significantHeaders(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !INCIDENTAL.includes(name)));
}
