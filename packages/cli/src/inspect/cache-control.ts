import type { RecordedAnswer } from './exchange.ts';
import { headerOf } from './headers.ts';

/** The directives of a `Cache-Control` value: names in lowercase, arguments without quotes. */
export type Directives = ReadonlyMap<string, string>;

/** Parses the value of `Cache-Control` or of a header like it (RFC 9111, section 5.2). The first of duplicate directives counts. */
export function parseDirectives(value = ''): Directives {
  const directives = new Map<string, string>();
  for (const [, name = '', quoted, plain] of value.matchAll(
    /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,"]+)))?/g,
  )) {
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? plain ?? '');
  }
  return directives;
}

/** Returns the directives of an answer's `Cache-Control`. */
export function cacheControlOf(answer: RecordedAnswer): Directives {
  return parseDirectives(headerOf(answer, 'cache-control'));
}

/** Whether directives keep a shared cache from using what it might store. */
export function forbidsReuse(directives: Directives): boolean {
  if (['no-store', 'private', 'no-cache'].some((name) => directives.has(name))) return true;
  return lifetimeOf(directives) === 0;
}

/** Whether directives permit a shared cache to use what it stores (RFC 9111, section 3). */
export function permitsReuse(directives: Directives): boolean {
  return !forbidsReuse(directives) && (directives.has('public') || (lifetimeOf(directives) ?? 0) > 0);
}

/** Whether an answer forbids every cache to store it. */
export function isNoStore(answer: RecordedAnswer): boolean {
  return cacheControlOf(answer).has('no-store');
}

/** Returns how long a shared cache may use a response, in seconds; undefined if that is not said (RFC 9111, section 4.2.1). */
function lifetimeOf(directives: Directives): number | undefined {
  const argument = directives.get('s-maxage') ?? directives.get('max-age');
  if (argument === undefined) return undefined;
  return /^\d+$/.test(argument) ? Number(argument) : 0;
}
