import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** The calls that store something or change what is stored. */
const STORES =
  /^(?:p?write|open(?:at)?$|creat|close|\w*(?:sync|alloc|trunc|link|chmod|chown|utime|xattr)|sendfile|splice|cop|clonef|cp$|rename|mk|rm)/;

/** Where such a call reaches the kernel or a device, not a volume. */
const NOT_STORAGE = /^\/(?:sys|proc)\/|^\/dev\/(?:ptmx$|pts\/|tty|bus\/|video|snd\/|input\/|dri\/)/;

/**
 * File system (node:fs, and libraries that write files with it)
 *
 * Recognized: `ENOSPC`, for a volume without room or without free inodes, which look the same; `EDQUOT`, for a disk quota. EDQUOT is recognized
 * by its number, because its code is `Unknown system error -122`, or `UNKNOWN` from the synchronous Buffer calls.
 *
 * Not recognized: `ENOSPC` and `EDQUOT` of calls that store nothing: inotify and fanotify watches, `epoll_ctl`, processes (`spawn`, `clone`),
 * pseudo-terminals, semaphores, shared memory segments and message queues (`semget`, `shmget`, `msgget`, `mq_open`), perf events, keys
 * (`add_key`), `bpf`, `ioctl`; files below `/sys` (control groups) and `/proc`, and terminal, USB, video and sound devices. `EFBIG`, `EMFILE`,
 * `ENFILE`, `EROFS`, `EACCES`, `EPERM`, `EIO`, `ENOBUFS`, `ENOMEM`. Two errors cannot be told apart from others: Node 20's recursive
 * `fs.promises.mkdir` reports a lack of inodes as `ENOENT`, and Windows reports a disk quota as `UNKNOWN`. A `write` to a control group has no
 * path in its error and looks like a full disk.
 *
 * Source: https://nodejs.org/api/errors.html#nodejs-error-codes; libuv, include/uv/errno.h; the manual pages open(2), write(2), inotify_add_watch(2),
 * epoll_ctl(2), clone(2), semget(2), shmget(2), msgget(2), mq_open(3), perf_event_open(2), add_key(2), openpty(3); Linux, cgroup-v1/cpusets.rst
 */
export const fileSystem: BackendRule = {
  // EDQUOT on Linux, on macOS and the BSDs, and on illumos, as libuv returns it. libuv has no name for it. ESTALE and other errors have the same
  // kind of code, so the number decides.
  on: { code: ['ENOSPC', 'EDQUOT'], errno: [-122, -69, -49] },
  recognize({ code, errno, syscall, path }) {
    if (!isStorage(syscall, path)) return undefined;
    if (code === 'ENOSPC') return { kind: 'disk' };
    // On other systems -49 is another error, and `UNKNOWN` does not tell them apart.
    const isQuota =
      code === 'EDQUOT' ||
      code === `Unknown system error ${String(errno)}` ||
      (code === 'UNKNOWN' && errno !== -49);
    return isQuota ? QUOTA : undefined;
  },
};

/** Tells whether a call, as far as it is known, stores something on a volume. */
export function isStorage(syscall: unknown, path: unknown): boolean {
  if (typeof syscall === 'string' && !STORES.test(syscall)) return false;
  return typeof path !== 'string' || !NOT_STORAGE.test(path);
}
