/**
 * Returns how long nothing is sent after a refusal, in milliseconds: at least what the server asks for, else 4 seconds, and twice as long each time up to
 * about a minute. Up to half as long again, so that clients that were refused at once do not return at once.
 *
 * @param refusals - how often the gate has been closed before
 * @param retryAfter - what the server asks for, in seconds
 * @param random - from 0 to 1
 */
export function retryDelay(refusals: number, retryAfter: number | undefined, random: number): number {
  const seconds = retryAfter ?? 4 * 2 ** Math.min(refusals, 4);
  // At most 17 days, which a timer can take.
  return Math.max(1, Math.min(seconds, 1e6)) * (1000 + 500 * random);
}
