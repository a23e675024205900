import type { RecognitionRule } from '../recognition-rule.ts';

/**
 * The numbers that EDQUOT has on Linux, on macOS and the BSDs, and on illumos, as libuv gives them. libuv has no
 * name for it, so that the code is `Unknown system error -122`, or `UNKNOWN` from the synchronous Buffer calls.
 * ESTALE and others carry the same kind of code, which is why the number decides.
 */
const EDQUOT = [-122, -69, -49];

/**
 * Recognizes a volume without room or free inodes (ENOSPC; the two look the same) and a disk quota (EDQUOT).
 *
 * Sources: https://nodejs.org/api/errors.html#nodejs-error-codes, libuv's include/uv/errno.h, open(2), write(2).
 */
export const fileSystem: RecognitionRule = ({ code, errno, syscall, path }) => {
  if (code === 'ENOSPC') {
    return isKernelLimit(syscall, path) ? undefined : { kind: 'disk' };
  }
  if (code === 'EDQUOT' || EDQUOT.some((number) => errno === number && isUnnamed(code, number))) {
    return { reason: 'quota', kind: 'quota' };
  }
  return undefined;
};

/** ENOSPC also tells of limits that are not about storage: inotify watches, pseudo-terminals, nested namespaces. */
function isKernelLimit(syscall: unknown, path: unknown): boolean {
  if (typeof syscall !== 'string') return false;
  if (syscall === 'watch' || syscall.startsWith('spawn')) return true;
  return syscall === 'open' && typeof path === 'string' && /^\/dev\/(?:ptmx$|pts\/|tty)/.test(path);
}

function isUnnamed(code: unknown, number: number): boolean {
  // Elsewhere -49 is a different error, and UNKNOWN with it would say nothing.
  return code === `Unknown system error ${number}` || (code === 'UNKNOWN' && number !== -49);
}
