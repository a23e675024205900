/**
 * Returns the reason why a server is missing, for the title of a skipped test.
 *
 * @throws Error with that reason if HTTP507_REQUIRE_SERVICES=1 requires the server
 */
export function missing(reason: string, cause?: unknown): string {
  if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error(reason, { cause });
  return reason;
}
