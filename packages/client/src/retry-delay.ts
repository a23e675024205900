/**
 * Returns how long nothing is sent after a refusal, in milliseconds. It is at least what the server asks for, else twice as long as before up to a minute, and up to half as long
 * again, so that clients that were refused at once do not return at once.
 *
 * @param refusals - how often the gate has been closed before
 * @param retryAfter - what the server asks for, in seconds
 * @param random - from 0 to 1
 */
export function retryDelay(refusals: number, retryAfter: number | undefined, random: number): number {
  const seconds = retryAfter ?? 2 ** Math.min(refusals, 6);
  // At most 17 days, which a timer can take.
  return Math.max(1, Math.min(seconds, 1e6)) * (1000 + 500 * random);
}
