/** The properties of RFC 4331, in bytes. */
export interface QuotaFigures {
  readonly 'quota-available-bytes': number;
  readonly 'quota-used-bytes': number;
}

/**
 * Returns the elements of RFC 4331 for the `DAV:prop` of a PROPFIND response. A figure that is not a non-negative finite number, for example of an
 * account without a quota, is left out.
 *
 * @param figures - as returned by `quotaProperties` of @http507/guard
 */
export function quotaXml(figures: QuotaFigures): string {
  return (['quota-available-bytes', 'quota-used-bytes'] as const)
    .filter((name) => Number.isFinite(figures[name]) && figures[name] >= 0)
    .map((name) => `<${name} xmlns="DAV:">${Math.floor(figures[name])}</${name}>`)
    .join('');
}
