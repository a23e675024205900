/** Statuses whose responses have no body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Returns a response. It has the body unless its status forbids one.
 *
 * @throws RangeError or TypeError if Response cannot have the status, the reason phrase or a header
 */
export function createResponse(
  body: BodyInit,
  status: number,
  statusText: string,
  headers: Iterable<readonly [string, string]>,
): Response {
  const received = new Headers();
  for (const [name, value] of headers) received.append(name, value);
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers: received });
}
