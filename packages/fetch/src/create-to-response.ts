import { createAnswer } from './create-answer.ts';
import { factsOf } from './facts-of.ts';
import type { FetchOptions } from './fetch-options.ts';

/**
 * Returns the 507 for a thrown value that is about storage, whatever has thrown it; undefined for every other value, which
 * is then to be thrown on.
 */
export type ToResponse<Incoming extends Request = Request> = (
  thrown: unknown,
  request: Incoming,
) => Response | undefined;

/**
 * Returns a function that makes the 507 for one thrown value, for a framework that has no adapter.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createToResponse<Incoming extends Request = Request>(
  options?: FetchOptions<Incoming>,
): ToResponse<Incoming> {
  const answer = createAnswer(options);
  return (thrown, request) => {
    const reply = answer(thrown, () => ({ ...factsOf(request), request }));
    if (!reply) return undefined;
    const { status, headers, body } = reply;
    // Not an empty string: a runtime would announce its length in place of that which a GET would have got.
    return new Response(body || null, { status, statusText: 'Insufficient Storage', headers });
  };
}
