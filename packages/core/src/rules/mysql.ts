import type { StorageFacts } from '../facts.ts';
import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** ER_DISK_FULL, ER_RECORD_FILE_FULL: they say it all. */
const FULL = [1021, 1114];

/**
 * EE_CANTCREATEFILE, EE_WRITE, EE_BADCLOSE, EE_LINK, EE_CANT_CHSIZE, EE_DISK_FULL, EE_CANT_MKDIR, EE_SYNC, ER_CANT_CREATE_FILE,
 * ER_CANT_CREATE_TABLE, ER_CANT_CREATE_DB, ER_ERROR_ON_CLOSE, ER_ERROR_ON_RENAME, ER_ERROR_ON_WRITE, ER_GET_ERRNO,
 * ER_ERROR_DURING_COMMIT: they tell of an error underneath by its number.
 */
const WITH_INNER_NUMBER = [1, 3, 4, 7, 14, 20, 21, 27, 1004, 1005, 1006, 1023, 1025, 1026, 1030, 1180];

/**
 * MySQL and MariaDB (mysql2, mariadb; through Sequelize, TypeORM, Knex, Drizzle)
 *
 * Recognized: 1021 and 1114, a full disk or table; an error of a file (1, 3, 4, 7, 14, 20, 21, 27, 1004, 1005, 1006, 1023, 1025,
 * 1026), of the engine (1030) or of a commit (1180) whose message ends or begins with the inner number 28 (`ENOSPC`), 135 (the handler's "no more room in record file") or 122 (`EDQUOT`).
 *
 * Not recognized: 1153 packet, 1406 and 1264 value, 1117 and 1118 row, 1040 and 1226 connections, 1206 locks, 1038 and 1041
 * memory, 1290 read-only; errno 28, which is an unknown collation. On a full volume a MyISAM table waits, and does not show.
 * 1114 is also what a MyISAM table reports at the limit of its data pointer.
 *
 * Source: https://mariadb.com/kb/en/mariadb-error-code-reference/; https://dev.mysql.com/doc/mysql-errors/8.4/en/;
 * include/my_base.h
 */
export const mysql: BackendRule = {
  on: { errno: [...FULL, ...WITH_INNER_NUMBER] },
  recognize({ errno, sqlState, sqlMessage, message }) {
    if (typeof sqlState !== 'string') return undefined;
    return FULL.includes(errno as number)
      ? { kind: 'database' }
      : byInnerNumber(String(sqlMessage ?? message));
  },
};

// At its end or at its beginning, because a name that a user has chosen may stand between.
const INNER_NUMBER = /^Got error (\d+)\b|\(((?:OS )?errno|Errcode):? (\d+)\b[^()]*\)\.?$/;

function byInnerNumber(message: string): StorageFacts | undefined {
  const [, first, word, last] = INNER_NUMBER.exec(message) ?? [];
  const number = first ?? last;
  if (number === '28' || (number === '135' && word !== 'Errcode')) return { kind: 'database' };
  return number === '122' && word === 'Errcode' ? QUOTA : undefined;
}
