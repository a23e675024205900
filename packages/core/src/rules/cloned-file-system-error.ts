import type { BackendRule } from './backend-rule.ts';

const MESSAGE = /^ENOSPC: no space left on device, (?!watch)[a-z]+(?: '[^\n]*)?$/;

/**
 * File system, an error that was cloned (structuredClone, postMessage, v8.serialize)
 *
 * Recognized: the message of `ENOSPC` as Node words it, in an error without a code, if its stack is empty or begins in
 * Node itself.
 *
 * Not recognized: the same message in an error that somebody else has made, because a user's text may be in it.
 *
 * Source: https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm#error_types
 */
export const clonedFileSystemError: BackendRule = {
  on: { message: ['ENOSPC:'] },
  recognize(error) {
    const { code, message } = error;
    const isCloned = code === undefined && MESSAGE.test(message as string) && isOfNode(error);
    return isCloned ? { kind: 'disk' } : undefined;
  },
};

function isOfNode(error: object): boolean {
  const { message, stack } = error as Partial<Error>;
  if (stack === undefined) return error instanceof Error;
  const frames = stack.slice(`Error: ${message}`.length);
  return frames === '' || /^\n {4}at [^\n]*\(?node:/.test(frames);
}
