import type { InsufficientStorageError } from './insufficient-storage-error.ts';
import { type AnsweredRequest, parseInsufficientStorage } from './parse-insufficient-storage.ts';
import { readBody } from './read-body.ts';

/**
 * Returns the error for a response with status 507, or undefined for another one. Reads the body of a 507, up to 64 kB and for up to 5 s, and
 * cancels the rest. Never rejects: what cannot be read is absent from the error.
 *
 * @param request - without it, only the response decides whether the request may be sent again
 */
export async function insufficientStorage(
  response: Response,
  request?: AnsweredRequest,
): Promise<InsufficientStorageError | undefined> {
  if (response.status !== 507) return undefined;
  return parseInsufficientStorage({
    ...request,
    headers: (name) => response.headers.get(name),
    body: await readBody(response),
    now: Date.now(),
  });
}
