import type { Dispatcher } from 'undici';

/** Returns whether a request has a header, in any form in which undici accepts headers. */
export function hasHeader(headers: Dispatcher.DispatchOptions['headers'], name: string): boolean {
  return namesOf(headers).some((other) => String(other).toLowerCase() === name);
}

function namesOf(headers: Dispatcher.DispatchOptions['headers']): unknown[] {
  if (!headers) return [];
  // Names and values in turn.
  if (Array.isArray(headers)) return headers.filter((_, index) => index % 2 === 0);
  if (Symbol.iterator in headers) return [...(headers as Iterable<[unknown]>)].map(([name]) => name);
  return Object.keys(headers);
}
