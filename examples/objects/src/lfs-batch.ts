import { RequestError } from '@http507/example-store';

import { checkLfsObject, type LfsObject } from './lfs-object.ts';

/** A batch request (git-lfs, docs/api/batch.md). */
export interface LfsBatch {
  readonly operation: 'upload' | 'download';
  readonly objects: readonly LfsObject[];
}

/**
 * Returns the body of a batch request if it is valid.
 *
 * @throws RequestError 409 for another hash than SHA-256, 422 for anything else that is invalid
 */
export function checkLfsBatch(body: unknown): LfsBatch {
  const { operation, objects, hash_algo: hash = 'sha256' } = (body ?? {}) as Record<string, unknown>;
  if (hash !== 'sha256') throw new RequestError(409, 'unknown_hash', 'The hash algorithm must be sha256.');
  if ((operation !== 'upload' && operation !== 'download') || !Array.isArray(objects)) {
    throw new RequestError(422, 'invalid_batch', 'A batch must have an operation and objects.');
  }
  return { operation, objects: objects.map(checkLfsObject) };
}
