import type { BackendRule } from './backend-rule.ts';

/**
 * LMDB (lmdb)
 *
 * Recognized: 28 with the system's words for `ENOSPC`; -30792, `MDB_MAP_FULL`, for the size of the map.
 *
 * Not recognized: -30791 databases, -30790 readers, -30788 transaction; 5, an I/O error. `put()` rejects with an
 * error that has its reason in `commitError`, a promise, which is not examined.
 *
 * Source: http://www.lmdb.tech/doc/group__errors.html
 */
export const lmdb: BackendRule = {
  on: { code: [28, -30792] },
  recognize: ({ code, message }) =>
    /^(?:28 No space left on device|-30792 MDB_MAP_FULL)\b/.test(`${String(code)} ${String(message)}`)
      ? { kind: 'database' }
      : undefined,
};
