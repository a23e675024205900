import { createAnswer } from './create-answer.ts';
import { factsOf } from './facts-of.ts';
import type { FetchOptions } from './fetch-options.ts';

/** Returns the 507 response for a thrown value that is about storage, or undefined for other values. Throw those again. */
export type ToResponse<Incoming extends Request = Request> = (
  thrown: unknown,
  request: Incoming,
) => Response | undefined;

/**
 * Returns a function that creates the 507 response for a thrown value, for frameworks without an adapter.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createToResponse<Incoming extends Request = Request>(
  options?: FetchOptions<Incoming>,
): ToResponse<Incoming> {
  const answer = createAnswer(options);
  return (thrown, request) => {
    const reply = answer(thrown, () => ({ ...factsOf(request), request }));
    if (!reply) return undefined;
    const { status, headers, body } = reply;
    // Not an empty string, because runtimes would send its length instead of the Content-Length for GET.
    const statusText = status === 507 ? 'Insufficient Storage' : '';
    return new Response(body || null, { status, statusText, headers });
  };
}
