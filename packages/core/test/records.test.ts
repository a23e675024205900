import { afterAll, describe, expect, test } from 'vitest';

import {
  postgresOutOfMemory,
  postgresTempFileLimit,
  recognize,
  redisSnapshotsFailing,
} from '../src/index.ts';
import { type ErrorRecord, records } from './records.ts';
import { revive } from './revive.ts';

const OPT_IN = [postgresTempFileLimit, postgresOutOfMemory, redisSnapshotsFailing];

/** Kinds that have another name in the records. */
const WORDS: Readonly<Record<string, string>> = { inode: 'inodes' };

/**
 * Records that get a different kind, by reason. An entry fails the run as soon as its record gets its own kind, and must then be removed.
 * The same applies to the lists below.
 */
const OTHER_KIND: Readonly<Record<string, readonly [kind: string, ...ids: string[]]>> = {
  'only statfs shows that inodes ran out': [
    'disk',
    'fs-node-fs-fs-promises-open-wx-out-of-inodes',
    'fs-node-fs-fs-createwritestream-out-of-inodes-open-fails',
    'fs-node-fs-fs-mkdirsync-out-of-inodes',
    'fs-node-fs-fs-mkdirsync-recursive-out-of-inodes',
    'fs-node-fs-fs-promises-copyfile-out-of-inodes',
    'fs-node-fs-fs-promises-symlink-out-of-inodes',
    'fs-node-fs-fs-promises-writefile-out-of-inodes',
    'upload-middleware-tus-server-tus-create-inodes-no-inode-left-at-creation',
  ],
  'a full table in memory has the same error as one on disk': [
    'database',
    'mysql-mariadb-mariadb-1114-memory-table-full',
    'mysql-mariadb-mysql2-promise-1114-memory-table-full',
    'mysql-mariadb-mysql2-promise-1114-memory-table-full-prepared-execute',
  ],
  'PRAGMA max_page_count causes the same error as a full disk': [
    'database',
    'sqlite-better-sqlite3-sqlite-full-by-pragma-max-page-count-in-memory',
    'sqlite-better-sqlite3-sqlite-full-through-exec',
    'sqlite-node-sqlite-sqlite-full-through-exec',
    'sqlite-sqlite3-sqlite-full-by-pragma-max-page-count-in-memory',
  ],
  'BullMQ passes on the error of Redis, which does not mention a queue': [
    'cache',
    'redis-bullmq-oom-maxmemory-noeviction-bullmq-queue-add',
  ],
  'a generic HTTP client does not know the kind of service': [
    'upstream',
    'http-upstream-axios-upstream-answers-507-insufficient-storage',
    'http-upstream-axios-upstream-answers-507-insufficient-storage-2',
    'http-upstream-got-upstream-answers-507-insufficient-storage-2',
  ],
};

/** Exhausted, but recognized only with an opt-in rule. */
const MISSED: Readonly<Record<string, string>> = {
  'redis-ioredis-misconf-bgsave-fails-disk-full-multi-exec-command-refused-while-queueing':
    'its previousErrors are ambiguous: a read-only folder causes the same errors',
};

/** Recognized although nothing is exhausted. */
const FALSE: Readonly<Record<string, string>> = {
  'fs-node-fs-cgroup-writing-a-pid-to-cpuset-tasks-is-enospc':
    'it equals the error of a write to a full disk',
};

/** Ambiguous and recognized without an opt-in rule. */
const AMBIGUOUS_BY_DEFAULT: Readonly<Record<string, string>> = Object.fromEntries(
  ['mysql2-promise', 'mysql2', 'mariadb'].map((driver) => [
    `mysql-mariadb-${driver}-1114-myisam-data-pointer-limit-table-full-though-disk-is-free`,
    'the table is full, although the disk is not',
  ]),
);

/** Ambiguous and not recognized, even with the opt-in rules. */
const WITHOUT_RULE: Readonly<Record<string, string>> = {
  'redis-ioredis-misconf-bgsave-fails-disk-full-lua-eval-with-redis-pcall-then-error':
    "the application's script adds its own prefix",
  'sqlite-better-sqlite3-reading-an-existing-wal-database-on-a-volume-with-0-bytes-free':
    'an I/O error of the -shm file, which can have other causes',
  'sqlite-node-sqlite-reading-an-existing-wal-database-on-a-volume-with-0-bytes-free':
    'an I/O error of the -shm file, which can have other causes',
};

/** Not exhausted, but the error equals one that an opt-in rule recognizes. */
const FALSE_WITH_OPT_IN: Readonly<Record<string, string>> = {
  'redis-ioredis-misconf-although-the-disk-is-not-full-read-only-directory':
    'the reason why redisSnapshotsFailing is off by default',
};

const otherKinds = new Map(
  Object.entries(OTHER_KIND).flatMap(([why, [kind, ...ids]]) =>
    ids.map((id) => [id, { kind, why }] as const),
  ),
);
const exhausted = records.filter((record) => record.exhausted && !record.ambiguous);
const ambiguous = records.filter((record) => record.exhausted && record.ambiguous);
const others = records.filter((record) => !record.exhausted);

describe('recognizes', () => {
  test.each(exhausted)('$id', (record) => {
    const exception = MISSED[record.id];
    if (exception !== undefined) {
      expect(recognize(revive(record)), exception).toBeUndefined();
      expect(recognize(revive(record), OPT_IN)?.kind).toBe(record.kind);
      return;
    }
    const thrown = revive(record);
    const error = recognize(thrown);
    expect(error?.cause).toBe(thrown);
    expectKind(record, error?.kind);
  });
});

describe('does not recognize', () => {
  test.each(others)('$id', (record) => {
    if (FALSE[record.id] !== undefined)
      return expect(recognize(revive(record)), FALSE[record.id]).toBeDefined();
    expect(recognize(revive(record))).toBeUndefined();
    const withOptIn = recognize(revive(record), OPT_IN);
    if (FALSE_WITH_OPT_IN[record.id] !== undefined) expect(withOptIn).toBeDefined();
    else expect(withOptIn).toBeUndefined();
  });
});

describe('recognizes ambiguous errors only with opt-in rules', () => {
  test.each(ambiguous)('$id', (record) => {
    const byDefault = recognize(revive(record));
    const onDemand = recognize(revive(record), OPT_IN);
    if (AMBIGUOUS_BY_DEFAULT[record.id] !== undefined) expect(byDefault?.kind).toBe(record.kind);
    else expect(byDefault).toBeUndefined();
    if (WITHOUT_RULE[record.id] !== undefined) expect(onDemand).toBeUndefined();
    else expect(onDemand).toBeDefined();
  });
});

test('every exception is a record', () => {
  const ids = new Set(records.map(({ id }) => id));
  const lists = [MISSED, FALSE, AMBIGUOUS_BY_DEFAULT, WITHOUT_RULE, FALSE_WITH_OPT_IN];
  const exceptions = [...otherKinds.keys(), ...lists.flatMap((list) => Object.keys(list))];
  expect(exceptions.filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size).toBe(records.length);
});

test('the records contain no paths of the machine that recorded them', () => {
  expect(JSON.stringify(records)).not.toMatch(/\/(?:work|farm|root|home)\b|\/tmp\/bash_jobs/);
});

afterAll(() => {
  const found = exhausted.filter((record) => recognize(revive(record)));
  const wrong = others.filter((record) => recognize(revive(record)));
  console.log(
    `${found.length} of ${exhausted.length} exhausted found, ${wrong.length} of ${others.length} others found,` +
      ` ${ambiguous.length} ambiguous`,
  );
});

function expectKind(record: ErrorRecord, kind: string | undefined): void {
  const exception = otherKinds.get(record.id);
  const own = WORDS[record.kind ?? ''] ?? record.kind;
  expect(own).not.toBe(exception?.kind);
  expect(kind, exception?.why).toBe(exception?.kind ?? own);
}
