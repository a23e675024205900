import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/** ER_DISK_FULL, ER_RECORD_FILE_FULL, ER_DISK_FULL_NOWAIT and ER_CLONE_DISK_SPACE need no further check. */
const FULL = [1021, 1114, 3675, 3873];

/**
 * EE_CANTCREATEFILE, EE_WRITE, EE_BADCLOSE, EE_LINK, EE_CANT_CHSIZE, EE_DISK_FULL, EE_CANT_MKDIR, EE_SYNC, ER_CANT_CREATE_FILE,
 * ER_CANT_CREATE_TABLE, ER_CANT_CREATE_DB, ER_ERROR_ON_CLOSE, ER_ERROR_ON_RENAME, ER_ERROR_ON_WRITE, ER_GET_ERRNO, ER_ERROR_DURING_COMMIT
 * and ER_GET_ERRMSG contain the number of an underlying error.
 */
const WITH_INNER_NUMBER = [1, 3, 4, 7, 14, 20, 21, 27, 1004, 1005, 1006, 1023, 1025, 1026, 1030, 1180, 1296];

/**
 * The number is only at the start or the end of a message, because a user may have chosen the name in between. After `Errcode`, it is a number of the
 * operating system.
 */
const FULL_INSIDE =
  /^Got error (?:28|135|136|189 "Disk full|204)\b|\((?:(?:OS )?errno:? (?:28|135|136|189 "Disk full|204)|Errcode:? 28)\b[^()]*\)\.?$/;
const OVER_QUOTA_INSIDE = /\(Errcode:? 122\b[^()]*\)\.?$/;

/**
 * MySQL and MariaDB (mysql2, mariadb; through Sequelize, TypeORM, Knex, Drizzle)
 *
 * Recognized: 1021, 1114, 3675 and 3873, for a full disk or table. An error of a file (1, 3, 4, 7, 14, 20, 21, 27, 1004, 1005, 1006, 1023, 1025,
 * 1026), of the engine (1030, 1296) or of a commit (1180) if its message starts or ends with an inner number: 28 (`ENOSPC`), 122 (`EDQUOT`),
 * or a constant of the storage engines: 135 (HA_ERR_RECORD_FILE_FULL), 136 (HA_ERR_INDEX_FILE_FULL), 189 with "Disk full" (MariaDB's
 * HA_ERR_DISK_FULL; MySQL's 189 is another error) or 204 (MySQL's HA_ERR_DISK_FULL_NOWAIT).
 *
 * Not recognized: 1153 packet, 1406 and 1264 value, 1117 and 1118 row, 1040 and 1226 connections, 1206 locks, 1038 and 1041 memory, 200 and 201
 * MariaDB's limits of temporary space, 1290 read-only; errno 28, which is an unknown collation. On a full volume a MyISAM table waits and
 * reports nothing. 1114 is also the error of a MyISAM table at the limit of its data pointer.
 *
 * Source: https://mariadb.com/kb/en/mariadb-error-code-reference/; https://dev.mysql.com/doc/mysql-errors/8.4/en/; include/my_base.h and
 * sql/handler.cc of both servers
 */
export const mysql: BackendRule = {
  on: { errno: [...FULL, ...WITH_INNER_NUMBER] },
  recognize({ errno, sqlState, sqlMessage, message }) {
    if (typeof sqlState !== 'string') return undefined;
    const text = String(sqlMessage ?? message);
    if (FULL.includes(errno as number) || FULL_INSIDE.test(text)) return { kind: 'database' };
    return OVER_QUOTA_INSIDE.test(text) ? QUOTA : undefined;
  },
};
