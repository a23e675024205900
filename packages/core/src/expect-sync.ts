import { callAndForget } from './call-and-forget.ts';

/**
 * Returns the result of a user's function.
 *
 * @throws TypeError if it is a promise, which comes too late. Its rejection is ignored, because an unhandled one would end the process
 */
export function expectSync<T>(result: T): T {
  if (typeof (result as { then?: unknown } | null | undefined)?.then !== 'function') return result;
  callAndForget(() => result);
  throw new TypeError('A callback must not be async');
}
