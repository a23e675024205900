import { randomUUID } from 'node:crypto';

/** Returns whether the same-bytes handler answers an error with a 507. */
export function isFull(error) {
  return error.status === 507 || error.code === 'ENOSPC' || error.code === 'EDQUOT';
}

/** Returns the headers and the document that http507 sends. The framework sets Content-Length. */
export function sameBytes(requestId = randomUUID()) {
  return {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': requestId,
      Vary: 'Accept',
    },
    document: {
      type: 'about:blank',
      title: 'Insufficient Storage',
      status: 507,
      detail: 'The server has no room to store this right now.',
      error: 'insufficient_storage',
      reason: 'capacity',
      requestId,
      temporary: true,
    },
  };
}
