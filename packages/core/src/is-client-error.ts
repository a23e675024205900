/** Tells whether a status says that the client is wrong (RFC 9110, section 15.5). */
export function isClientError(status: unknown): boolean {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) < 500;
}
