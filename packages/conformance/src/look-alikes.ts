/** Functions that create errors that look like storage errors but are not, by name. */
export const LOOK_ALIKES: Readonly<Record<string, () => Error>> = {
  'a body that is too large (413)': () => httpError(413, { type: 'entity.too.large' }),
  'a plan that does not allow it (403)': () => httpError(403),
  'a conflict (409)': () => httpError(409),
  'an invalid document (422)': () => httpError(422),
  'too many requests (429)': () => httpError(429),
  'a bug (500)': () => new TypeError('x is not a function'),
  'a service that is down (503)': () => httpError(503),
  'a watcher limit': () => systemError('ENOSPC', -28, { syscall: 'watch' }),
  'a file that is too large for its file system': () => systemError('EFBIG', -27, { syscall: 'write' }),
  'too many open files': () => systemError('EMFILE', -24, { syscall: 'open' }),
  'a read-only file system': () => systemError('EROFS', -30, { syscall: 'open' }),
  'no permission': () => systemError('EACCES', -13, { syscall: 'open' }),
  'a stale file handle': () => systemError('Unknown system error -116', -116, { syscall: 'write' }),
  'no buffer space': () => systemError('ENOBUFS', -105, { syscall: 'send' }),
  'an error whose text says ENOSPC': () => new Error('ENOSPC: no space left on device, write'),
  "a collation with MySQL's errno 28": () => Object.assign(new Error('Unknown collation'), { errno: 28 }),
  'a client error that ENOSPC caused': () => {
    const error = httpError(422);
    error.cause = systemError('ENOSPC', -28, { syscall: 'write' });
    return error;
  },
};

function httpError(status: number, more: object = {}): Error {
  return Object.assign(new Error(`status ${status}`), {
    status,
    statusCode: status,
    expose: status < 500,
    ...more,
  });
}

function systemError(code: string, errno: number, more: object): Error {
  return Object.assign(new Error(`${code}: made up`), { code, errno, ...more });
}
