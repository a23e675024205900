import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * The numbers that EDQUOT has on Linux, on macOS and the BSDs, and on illumos, as libuv gives them: libuv has no name
 * for it. ESTALE and others carry the same kind of code, which is why the number decides.
 */
const EDQUOT = [-122, -69, -49];

/**
 * File system (node:fs, and all that writes files with it)
 *
 * Recognized: `ENOSPC`, a volume without room or without free inodes, which look the same; `EDQUOT`, a disk quota, by
 * its number, because its code is `Unknown system error -122`, or `UNKNOWN` from the synchronous Buffer calls.
 *
 * Not recognized: `ENOSPC` of a watcher, of a process or of a pseudo-terminal, which are limits of the kernel; `EFBIG`,
 * `EMFILE`, `ENFILE`, `EROFS`, `EACCES`, `EPERM`, `EIO`, `ENOBUFS`, `ENOMEM`. The recursive `fs.promises.mkdir` of
 * Node 20 reports a lack of inodes as `ENOENT`, and Windows a disk quota as `UNKNOWN`: neither shows.
 *
 * Source: https://nodejs.org/api/errors.html#nodejs-error-codes; libuv, include/uv/errno.h; open(2), write(2)
 */
export const fileSystem: BackendRule = {
  on: { code: ['ENOSPC', 'EDQUOT', 'UNKNOWN', ...EDQUOT.map((number) => `Unknown system error ${number}`)] },
  recognize({ code, errno, syscall, path }) {
    if (code === 'ENOSPC') return isKernelLimit(syscall, path) ? undefined : { kind: 'disk' };
    // Elsewhere -49 is another error, and UNKNOWN with it would say nothing.
    const isNumbered =
      code === `Unknown system error ${String(errno)}` || (code === 'UNKNOWN' && errno !== -49);
    const isQuota = code === 'EDQUOT' || (isNumbered && EDQUOT.includes(errno as number));
    return isQuota ? QUOTA : undefined;
  },
};

function isKernelLimit(syscall: unknown, path: unknown): boolean {
  if (typeof syscall !== 'string') return false;
  if (syscall === 'watch' || syscall.startsWith('spawn')) return true;
  return syscall === 'open' && typeof path === 'string' && /^\/dev\/(?:ptmx$|pts\/|tty)/.test(path);
}
