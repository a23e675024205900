/** A date as senders must write it (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Returns a `Retry-After` value in seconds from a time on, negative for a date before it; undefined if it is invalid (RFC 9110, section 10.2.3).
 *
 * @param time - in milliseconds since 1970
 */
export function parseRetryAfter(value: string, time: number): number | undefined {
  if (/^\d+$/.test(value)) return Number(value);
  const date = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : (date - time) / 1000;
}
