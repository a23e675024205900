/**
 * Returns the reason for which a server is not there, to be skipped with.
 *
 * @throws Error with that reason when HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function missing(reason: string, cause?: unknown): string {
  if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error(reason, { cause });
  return reason;
}
