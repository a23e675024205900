import type { RecognitionRule } from '../recognition-rule.ts';
import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * PostgreSQL (pg, postgres.js, PGlite, Neon, Bun.sql; through Sequelize, TypeORM, Drizzle)
 *
 * Recognized: SQLSTATE 53100, disk_full; Neon's limit on the size of a project is one of them.
 *
 * Not recognized: 53200 "out of shared memory", which is the lock table; 53300, too many connections; 54xxx, a limit of
 * the program; 22001, 25006, 42501. A server whose WAL volume is full ends its connections, which does not show.
 * `postgresTempFileLimit` and `postgresOutOfMemory` recognize 53400 and 53200 for those who ask for it.
 *
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 53
 */
export const postgresql: BackendRule = {
  // Bun has its own word in code.
  on: { code: ['53100'], errno: ['53100'] },
  recognize: ({ severity, message }) => {
    if (typeof severity !== 'string') return undefined;
    const isLimit = /^could not extend file because project size limit \(/.test(message as string);
    return isLimit ? QUOTA : { kind: 'database' };
  },
};

/**
 * Recognizes PostgreSQL's 53400, a query whose temporary files exceed `temp_file_limit`.
 *
 * Not on by default: the limit may be there to stop queries that are too large whatever room there is.
 */
export const postgresTempFileLimit: RecognitionRule = ({ code, severity, message }) =>
  code === '53400' &&
  typeof severity === 'string' &&
  /^temporary file size exceeds temp_file_limit/.test(message as string)
    ? QUOTA
    : undefined;

/**
 * Recognizes PostgreSQL's 53200 "out of memory".
 *
 * Not on by default: it is the server's working memory, and a single query may be what asks too much of it.
 */
export const postgresOutOfMemory: RecognitionRule = ({ code, severity, message }) =>
  code === '53200' && typeof severity === 'string' && message === 'out of memory'
    ? { kind: 'memory' }
    : undefined;
