import type { BackendRule } from './backend-rule.ts';

/**
 * Memcached (memjs, memcached)
 *
 * Recognized: the reply "out of memory storing object", or `MemJS SET: Out of memory` from memjs. There is no code
 * and no class, so the whole message must match.
 *
 * Not recognized: "object too large for cache".
 *
 * Source: https://github.com/memcached/memcached/blob/master/doc/protocol.txt; memjs, lib/memjs/client.js
 */
export const memcached: BackendRule = {
  on: { message: ['MemJS', 'SERVER_ERROR'] },
  recognize: ({ message }) =>
    /^(?:MemJS [A-Z]+: Out of memory|SERVER_ERROR out of memory storing object)$/.test(message as string)
      ? { kind: 'cache' }
      : undefined,
};
