import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';
import { untilItFails } from './until-it-fails.ts';

/** The common interface of better-sqlite3 and node:sqlite. */
interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: unknown[]): unknown };
  close(): void;
}
type Open = (path: string) => Database;

const betterSqlite3 = await load(async () => {
  const { default: Database } = await import('better-sqlite3');
  // The first database loads the native part.
  new Database(':memory:').close();
  return (path) => new Database(path);
});
const nodeSqlite = await load(async () => {
  const name = 'node:sqlite';
  const { DatabaseSync } = await import(name);
  return (path) => new DatabaseSync(path);
});

async function load(open: () => Promise<Open>): Promise<Open | string> {
  try {
    return await open();
  } catch (error) {
    return `it does not load: ${(error as NodeJS.ErrnoException).code}`;
  }
}

const drivers: [string, Open | string, object][] = [
  ['better-sqlite3', betterSqlite3, { code: 'SQLITE_FULL' }],
  ['node:sqlite', nodeSqlite, { code: 'ERR_SQLITE_ERROR', errcode: 13 }],
];

for (const [driver, loaded, error] of drivers) {
  const reason = typeof loaded === 'string' ? loaded : undefined;
  const open = loaded as Open;

  describeUnless(reason, `${driver}, PRAGMA max_page_count`, () => {
    test('prepare and exec', async () => {
      const database = open(':memory:');
      database.exec('PRAGMA max_page_count = 20; CREATE TABLE t (data)');
      const insert = database.prepare('INSERT INTO t VALUES (zeroblob(?))');
      expect(await expect507(() => insert.run(200_000), { kind: 'database' })).toMatchObject(error);
      const exec = () => database.exec('INSERT INTO t VALUES (zeroblob(200000))');
      expect(await expect507(exec, { kind: 'database' })).toMatchObject(error);
      database.close();
    });
  });

  describeUnless(reason ?? whyNoVolume, `${driver}, a full volume`, () => {
    let volume: SmallVolume;
    beforeEach(() => {
      volume = mountSmallVolume();
    });
    afterEach(() => volume.unmount());

    test.each(['delete', 'wal', 'memory'])('journal_mode %s', async (mode) => {
      const database = open(join(volume.path, `${mode}.db`));
      database.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE t (data)`);
      const insert = database.prepare('INSERT INTO t VALUES (zeroblob(?))');
      const operation = () => untilItFails(() => insert.run(20_000));
      expect(await expect507(operation, { kind: 'database' })).toMatchObject(error);
      database.close();
    });

    test('a new database', async () => {
      volume.fill();
      const operation = () => open(join(volume.path, 'new.db')).exec('CREATE TABLE t (data)');
      expect(await expect507(operation, { kind: 'database' })).toMatchObject(error);
    });
  });
}
