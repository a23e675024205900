import type { BackendRule } from './backend-rule.ts';

/** SQLITE_FULL has no extended codes. */
const SQLITE_FULL = 13;

/**
 * SQLite (better-sqlite3, sqlite3, node:sqlite, bun:sqlite, libSQL; Node's localStorage)
 *
 * Recognized: `SQLITE_FULL`, for a full disk or `PRAGMA max_page_count`, which look the same.
 *
 * Not recognized: `TOOBIG`, `BUSY`, `READONLY`, `CANTOPEN`, `CONSTRAINT`, `NOTADB`, and every `IOERR`, which a disk quota
 * causes too. `IOERR_SHMSIZE` means that the file next to a WAL database cannot grow, because of a full disk or another failure.
 *
 * Source: https://www.sqlite.org/rescode.html#full
 */
export const sqlite: BackendRule = {
  on: { code: ['SQLITE_FULL', 'ERR_SQLITE_ERROR', 'ERR_INVALID_STATE'] },
  recognize({ code, errcode, message }) {
    if (code === 'SQLITE_FULL' || errcode === SQLITE_FULL) return { kind: 'database' };
    // Node stores localStorage in SQLite and passes its message on.
    return message === 'database or disk is full' ? { kind: 'disk' } : undefined;
  },
};
