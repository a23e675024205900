import type { RecognitionRule } from '../recognition-rule.ts';
import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * PostgreSQL (pg, postgres.js, PGlite, Neon, Bun.sql; through Sequelize, TypeORM, Drizzle)
 *
 * Recognized: SQLSTATE 53100, disk_full. Neon uses it for the size limit of a project.
 *
 * Not recognized: 53200 "out of shared memory", which is the lock table; 53300, too many connections; 54xxx, program
 * limits; 22001, 25006, 42501. A server with a full WAL volume closes its connections, so nothing can be recognized. The opt-in rules
 * `postgresTempFileLimit` and `postgresOutOfMemory` recognize 53400 and 53200.
 *
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 53
 */
export const postgresql: BackendRule = {
  // Bun has its own value in `code`.
  on: { code: ['53100'], errno: ['53100'] },
  recognize: ({ severity, message }) => {
    if (typeof severity !== 'string') return undefined;
    const isLimit = /^could not extend file because project size limit \(/.test(message as string);
    return isLimit ? QUOTA : { kind: 'database' };
  },
};

/**
 * Recognizes PostgreSQL's 53400, for a query that exceeds `temp_file_limit` with its temporary files.
 *
 * Off by default. The limit may exist to stop queries that are too large, however much room there is.
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
 * Off by default. It is the server's working memory, and a single query may ask for too much.
 */
export const postgresOutOfMemory: RecognitionRule = ({ code, severity, message }) =>
  code === '53200' && typeof severity === 'string' && message === 'out of memory'
    ? { kind: 'memory' }
    : undefined;
