import type { InsufficientStorageError } from './insufficient-storage-error.ts';
import { parseInsufficientStorage } from './parse-insufficient-storage.ts';
import { readBody } from './read-body.ts';

/** Facts about the request that was answered. */
export interface AnsweredRequest {
  /** Its method. Without it, only the response decides whether the request may be sent again. */
  readonly method?: string | undefined;
  /** Whether it has an `Idempotency-Key`. Default: false. */
  readonly hasIdempotencyKey?: boolean | undefined;
  /** Whether its body can be sent again. Default: true. */
  readonly canReplay?: boolean | undefined;
}

/**
 * Returns the error for a response with status 507, or undefined for another one. Reads a copy of the body, up to 64 kB and for up to 5 s; the
 * response stays readable. Never rejects: what cannot be read is absent from the error.
 */
export async function insufficientStorage(
  response: Response,
  request?: AnsweredRequest,
): Promise<InsufficientStorageError | undefined> {
  if (response.status !== 507) return undefined;
  const body = await readBody(response);
  return parseInsufficientStorage({
    ...request,
    headers: (name) => response.headers.get(name),
    body,
    now: Date.now(),
  });
}
