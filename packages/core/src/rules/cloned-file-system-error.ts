import type { BackendRule } from './backend-rule.ts';
import { isStorage } from './file-system.ts';
import { QUOTA } from './quota.ts';

/** libuv's words: the error, the call and, if there are any, its paths. */
const MESSAGE =
  /^(?:ENOSPC: no space left on device|(Unknown system error -(?:122|69)): \1), ([a-z_]+)(?: '([^'\n]*)'(?: -> '[^'\n]*')?)?$/;

/**
 * File system error that lost its code (structuredClone, postMessage, v8.serialize, a child process)
 *
 * Recognized: an error with nothing but `name`, `message` and `stack`, if its whole message is that of `ENOSPC` or `EDQUOT` in the exact words of
 * libuv and its stack is empty or starts in Node.
 *
 * Not recognized: a message that only contains these words; an error that other code has created, because its message may be a user's text;
 * an error with a code, a status, a cause or any other member; the calls and paths that are not storage.
 *
 * Source: https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm#error_types; libuv, src/uv-common.c;
 * Node, lib/internal/errors.js (UVException)
 */
export const clonedFileSystemError: BackendRule = {
  on: { message: ['ENOSPC:', 'Unknown'] },
  recognize(error) {
    const [, edquot, syscall, path] = MESSAGE.exec(error.message as string) ?? [];
    if (syscall === undefined || !isClone(error) || !isStorage(syscall, path)) return undefined;
    return edquot === undefined ? { kind: 'disk' } : QUOTA;
  },
};

/** Tells whether an error has only the members that survive, and whether Node has created it. */
function isClone(error: object): boolean {
  const { message, stack } = error as Partial<Error>;
  if (!Object.getOwnPropertyNames(error).every((name) => /^(?:name|message|stack)$/.test(name))) return false;
  if (stack === undefined) return error instanceof Error;
  // Errors of asynchronous calls have no frames.
  const frames = stack.slice(`Error: ${message}`.length);
  return frames === '' || /^\n {4}at [^\n]*\(?node:/.test(frames);
}
