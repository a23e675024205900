import { StorageExhaustedError } from '@http507/core';

import { RequestError } from './request-error.ts';

/**
 * Returns the error that a parsed query requests, for example `reason=quota&retryAfter=30`.
 *
 * @throws RequestError 400 for any other `reason`, and for a `retryAfter` that is not a whole number of seconds
 */
export function exhaustedError(query: { reason?: unknown; retryAfter?: unknown }): StorageExhaustedError {
  const { reason = 'capacity', retryAfter } = query;
  if (reason !== 'capacity' && reason !== 'quota') throw invalid('reason must be capacity or quota');
  if (retryAfter === undefined) return new StorageExhaustedError('asked for', { reason });
  if (typeof retryAfter !== 'string' || !/^\d{1,9}$/.test(retryAfter))
    throw invalid('retryAfter must be a number of seconds');
  return new StorageExhaustedError('asked for', { reason, retryAfter: Number(retryAfter) });
}

function invalid(detail: string): RequestError {
  return new RequestError(400, 'invalid_query', `The parameter ${detail}.`);
}
