/** The value of an attribute that is not in its list, as the semantic conventions name it. */
const OTHER = '_OTHER';

/** Returns a function that returns a value of the list unchanged, undefined for undefined, and `_OTHER` for everything else. */
const oneOf =
  (...values: readonly string[]) =>
  (value: unknown): string | undefined => {
    if (value === undefined) return undefined;
    return values.includes(value as string) ? (value as string) : OTHER;
  };

export const reasonOf = oneOf('capacity', 'quota');

export const kindOf = oneOf(
  'disk',
  'inodes',
  'memory',
  'database',
  'cache',
  'queue',
  'object-store',
  'upstream',
  'quota',
);

/** The methods of RFC 9110 and PATCH (RFC 5789). */
export const methodOf = oneOf('CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE');

export const guardOf = oneOf('disk', 'folder', 'quota');

export const decisionOf = oneOf('admitted', 'refused', 'unavailable');

export const callOf = oneOf('hold', 'settle', 'read', 'open');

/** Codes of errors between a process and a server. Servers have too many codes of their own. */
const codeOf = oneOf(
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
);

/** Returns the `error.type` of a ledger's error. */
export function errorTypeOf(error: unknown): string {
  return codeOf((error as { code?: unknown } | null)?.code) ?? OTHER;
}

/** Returns a name that the application has chosen, such as a route pattern or the name of a volume. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
