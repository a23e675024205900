// The errors that the routes of the servers throw.
import { InsufficientStorage } from '@common-sense/error-iq';
import createError from 'http-errors';

import { StorageExhaustedError } from '../../packages/core/dist/index.js';

const NOTE = 'no room for report.pdf on /srv/files';

/** Creates the error of a write to a full disk. */
export function enospc() {
  const facts = { errno: -28, code: 'ENOSPC', syscall: 'write' };
  return Object.assign(new Error('ENOSPC: no space left on device, write'), facts);
}

/** Creates an error with a status, for handlers that read `status` or `statusCode`. */
export function plain507() {
  return Object.assign(new Error(NOTE), { status: 507, statusCode: 507 });
}

export const other = () => new Error('something went wrong here');

export const http507 = () => new StorageExhaustedError(NOTE, { kind: 'disk', resource: '/srv/files' });

export const httpErrors = () => createError(507, NOTE);

export const errorIq = () => new InsufficientStorage({ detail: 'There is no room to store this.' });
