import {
  createStorageHealth,
  type Guard,
  type StorageHealth,
  type StorageHealthOptions,
} from '@http507/node';

/**
 * Returns the `healthCheck` of @fastify/under-pressure. It adds the state of the storage to the status route.
 *
 * With `failWhenFull`, it returns false while nothing can be stored. @fastify/under-pressure then answers 503 to every request, reads
 * included.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageHealthCheck(
  guard: Guard,
  options?: StorageHealthOptions,
): () => Promise<{ storage: StorageHealth['state'] } | false> {
  const check = createStorageHealth(guard, options);
  return async () => {
    const { ok, state } = await check();
    return ok && { storage: state };
  };
}
