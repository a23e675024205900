import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import pg from 'pg';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { describeLedger } from '../test/describe-ledger.ts';
import { describePostgresql } from '../test/describe-postgresql.ts';
import { createPrivateDatabase, type PrivateDatabase } from '../test/private-database.ts';
import type { HoldResult, Ledger } from './ledger.ts';
import { PostgresqlLedger } from './postgresql-ledger.ts';

const LEASE = 60_000;
const MAX = Number.MAX_SAFE_INTEGER;
const MIGRATION = readFileSync(new URL('../postgresql.sql', import.meta.url), 'utf8');

describe('PostgresqlLedger rejects', () => {
  test.each([undefined, null, 'postgres://127.0.0.1', {}, new Map(), { query: '' }, { unsafe: true }])(
    'a client that is none, %#',
    (none) => {
      expect(() => new PostgresqlLedger(none as never)).toThrow(
        new TypeError('client must be a Pool or Client of pg, or an instance of postgres'),
      );
    },
  );

  test.each(['a\0', '\ud800', 'a'.repeat(256), 7, undefined])(
    'the account %j without a request',
    async (name) => {
      const ledger = new PostgresqlLedger({ query: () => Promise.reject(new Error('asked')) });
      const account = name as string;
      const refusal = new TypeError(
        'An account must be a string of up to 255 characters, well-formed and without NUL',
      );
      const request = { id: 'a', bytes: 1, quotaBytes: 1, change: 1, lease: 1 };
      await expect(ledger.read(account)).rejects.toEqual(refusal);
      await expect(ledger.open(account, 1)).rejects.toEqual(refusal);
      await expect(ledger.hold({ ...request, account })).rejects.toEqual(refusal);
      await expect(ledger.settle({ ...request, account })).rejects.toEqual(refusal);
    },
  );

  test.each(['', 'a:', 'a\0', 'é', 'a'.repeat(256), 7])('the id %j without a request', async (id) => {
    const ledger = new PostgresqlLedger({ query: () => Promise.reject(new Error('asked')) });
    const request = { account: 'a', id: id as string, bytes: 1, quotaBytes: 1, change: 1, lease: 1 };
    const refusal = new TypeError('An id must be of up to 255 letters, digits and hyphens');
    await expect(ledger.hold(request)).rejects.toEqual(refusal);
    await expect(ledger.settle(request)).rejects.toEqual(refusal);
  });

  test('an invalid usage', async () => {
    const ledger = new PostgresqlLedger({ query: () => Promise.reject(new Error('asked')) });
    await expect(ledger.open('a', Number.NaN)).rejects.toThrow(
      new TypeError('usedBytes must be a whole number of bytes'),
    );
  });
});

describePostgresql('PostgreSQL', () => {
  let database: PrivateDatabase;
  let pool: pg.Pool;
  let client: pg.Client;
  let sql: postgres.Sql;

  beforeAll(async () => {
    database = await createPrivateDatabase();
    pool = new pg.Pool({ connectionString: database.url });
    client = new pg.Client(database.url);
    await client.connect();
    await client.query(MIGRATION);
    sql = postgres(database.url);
  });
  afterAll(async () => {
    await Promise.all([pool.end(), client.end(), sql.end()]);
    await database.drop();
  });

  describeLedger('in PostgreSQL, by a pool of pg', () => new PostgresqlLedger(pool));
  describeLedger('in PostgreSQL, by a client of pg', () => new PostgresqlLedger(client));
  describeLedger('in PostgreSQL, by postgres.js', () => new PostgresqlLedger(sql));

  describe.each(['serializable', 'repeatable read'] as const)(
    'with the default isolation %s',
    (isolation) => {
      let strict: pg.Pool;
      let strictSql: postgres.Sql;

      beforeAll(() => {
        const options = `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`;
        strict = new pg.Pool({ connectionString: database.url, options });
        strictSql = postgres(database.url, { connection: { default_transaction_isolation: isolation } });
      });
      afterAll(async () => {
        await Promise.all([strict.end(), strictSql.end()]);
      });

      test('uses that isolation', async () => {
        const { rows } = await strict.query('SHOW transaction_isolation');
        expect(rows).toEqual([{ transaction_isolation: isolation }]);
        expect(await strictSql`SHOW transaction_isolation`).toEqual([{ transaction_isolation: isolation }]);
      });

      describeLedger('in PostgreSQL, by a pool of pg', () => new PostgresqlLedger(strict));
      describeLedger('in PostgreSQL, by postgres.js', () => new PostgresqlLedger(strictSql));
      testTwoAtOnce(
        () => new PostgresqlLedger(strict),
        () => new PostgresqlLedger(strictSql),
      );
    },
  );

  testTwoAtOnce(
    () => new PostgresqlLedger(pool),
    () => new PostgresqlLedger(sql),
  );

  describe('in detail', () => {
    let ledger: PostgresqlLedger;
    let account: string;

    beforeEach(() => {
      ledger = new PostgresqlLedger(client);
      account = `account-${randomUUID()}`;
    });

    const hold = (
      id: string,
      bytes: number,
      lease = LEASE,
      quotaBytes = 100,
    ): Promise<HoldResult | undefined> => ledger.hold({ account, id, bytes, quotaBytes, lease });
    const settle = (id: string, change: number, lease = LEASE): Promise<void> =>
      ledger.settle({ account, id, change, lease });
    const rowsOf = async (table: 'accounts' | 'holds'): Promise<Record<string, unknown>[]> =>
      (await client.query(`SELECT * FROM http507_${table} WHERE account = $1`, [account])).rows;

    test('leaves no lock and no setting behind', async () => {
      const settings = `SELECT name, setting FROM pg_settings
        WHERE name ~ '^enable_|isolation|^synchronous_commit$' ORDER BY name`;
      const before = await client.query(settings);
      await ledger.open(account, 0);
      await hold('a', 5);
      await settle('a', 5);
      await hold('b', 5);
      const locks = await client.query(
        `SELECT relation::regclass, mode FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE datname = $1 AND relation IN ('http507_accounts'::regclass, 'http507_holds'::regclass)
           AND pid NOT IN (SELECT pid FROM pg_stat_activity WHERE backend_type = 'autovacuum worker')`,
        [database.name],
      );
      expect(locks.rows).toEqual([]);
      const open = await client.query(
        `SELECT FROM pg_stat_activity WHERE datname = $1 AND state LIKE 'idle in%'`,
        [database.name],
      );
      expect(open.rowCount).toBe(0);
      expect((await client.query(settings)).rows).toEqual(before.rows);
    });

    test('changes nothing in a transaction of the caller, which would keep the account locked', async () => {
      await ledger.open(account, 0);
      for (const change of [() => hold('a', 1), () => settle('a', 1), () => ledger.open('other', 0)]) {
        await client.query('BEGIN');
        await expect(change()).rejects.toMatchObject({ code: '2D000' });
        await client.query('ROLLBACK');
      }
      await expect(sql.begin((begun) => new PostgresqlLedger(begun).open('other', 0))).rejects.toMatchObject({
        code: '2D000',
      });
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
    });

    test('passes on errors of PostgreSQL', async () => {
      const other = await createPrivateDatabase();
      const unmigrated = new pg.Pool({ connectionString: other.url });
      try {
        const failure = { code: '42883' };
        await expect(new PostgresqlLedger(unmigrated).open('a', 1)).rejects.toMatchObject(failure);
        await expect(new PostgresqlLedger(unmigrated).read('a')).rejects.toMatchObject(failure);
      } finally {
        await unmigrated.end();
        await other.drop();
      }
      await ledger.open(account, 0);
      await expect(hold('a', 1, Number.NaN)).rejects.toMatchObject({ code: '22P02' });
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
    });

    test('separates accounts with hostile names', async () => {
      const names = [
        '',
        ' ',
        "'; DROP TABLE http507_accounts; --",
        "$1', $2",
        '\\',
        '\\000',
        '%_',
        '{"a":1}',
        'NULL',
        'a\n',
        'ﬁ',
        'fi',
        'ß',
        'ss',
        '\u202e',
        '\uffff',
        '😀',
        '日'.repeat(255),
        Array.from({ length: 255 }, (_, index) => String.fromCodePoint(0x4e00 + index * 79)).join(''),
      ];
      const byPostgres = new PostgresqlLedger(sql);
      await Promise.all(names.map((name, index) => (index % 2 ? ledger : byPostgres).open(name, index)));
      const figures = await Promise.all(
        names.map((name, index) => (index % 2 ? byPostgres : ledger).read(name)),
      );
      expect(figures).toEqual(names.map((_, usedBytes) => ({ usedBytes, heldBytes: 0 })));
      const ask = { quotaBytes: Infinity, bytes: 1, lease: LEASE };
      for (const name of names) {
        expect(await ledger.hold({ ...ask, account: name, id: 'a' })).toMatchObject({ held: true });
      }
    });

    test('counts up to 2^53 exactly and no further', async () => {
      await ledger.open(account, MAX - 3);
      expect(await hold('a', 1, LEASE, Infinity)).toEqual({ held: true, usedBytes: MAX - 3, heldBytes: 1 });
      expect(await hold('b', 2, LEASE, Infinity)).toEqual({ held: true, usedBytes: MAX - 3, heldBytes: 3 });
      expect(await hold('c', 1, LEASE, Infinity)).toEqual({ held: false, usedBytes: MAX - 3, heldBytes: 3 });
      expect(await hold('d', MAX, LEASE, Infinity)).toMatchObject({ held: false });
      await settle('a', 1);
      await settle('b', 2);
      expect(await ledger.read(account)).toEqual({ usedBytes: MAX, heldBytes: 0 });
      await settle('c', MAX);
      await settle('d', -MAX + 1);
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 0 });
    });

    test('accepts a lease and a quota that are not integers', async () => {
      await ledger.open(account, 0);
      expect(await hold('a', 1, 1000.5, 1.5)).toMatchObject({ held: true });
      expect(await hold('b', 1, 1000.5, 1.5)).toMatchObject({ held: false });
      await settle('a', 1, 0.5);
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 0 });
    });

    test('works with clients that rename columns or parse numbers differently', async () => {
      const raw = new pg.Pool({
        connectionString: database.url,
        types: { getTypeParser: () => (text: string) => text },
      });
      const pascal = postgres(database.url, {
        transform: postgres.pascal,
        types: { bigint: postgres.BigInt },
        prepare: false,
      });
      try {
        for (const each of [raw, pascal]) {
          ledger = new PostgresqlLedger(each);
          account = randomUUID();
          expect(await hold('a', 5)).toBeUndefined();
          await ledger.open(account, 7);
          expect(await hold('a', 5)).toEqual({ held: true, usedBytes: 7, heldBytes: 5 });
          expect(await hold('b', 500)).toEqual({ held: false, usedBytes: 7, heldBytes: 5 });
          expect(await ledger.read(account)).toEqual({ usedBytes: 7, heldBytes: 5 });
        }
      } finally {
        await Promise.all([raw.end(), pascal.end()]);
      }
    });

    test('prepares statements with postgres.js, unless turned off, and not with pg', async () => {
      const count = 'SELECT count(*)::int FROM pg_prepared_statements WHERE statement LIKE $1';
      const unprepared = postgres(database.url, { max: 1, prepare: false });
      const prepared = postgres(database.url, { max: 1 });
      try {
        await ledger.open(account, 0);
        expect((await client.query(count, ['%http507_open(%'])).rows).toEqual([{ count: 0 }]);
        await new PostgresqlLedger(unprepared).open(account, 0);
        await new PostgresqlLedger(prepared).open(account, 0);
        expect(await unprepared.unsafe(count, ['CALL%'])).toEqual([{ count: 0 }]);
        expect(await prepared.unsafe(count, ['CALL%'])).toEqual([{ count: 1 }]);
      } finally {
        await Promise.all([unprepared.end(), prepared.end()]);
      }
    });

    test('keeps nothing of holds that are refused, empty or for an unknown account', async () => {
      await hold('a', 1);
      await settle('a', 1);
      expect(await rowsOf('accounts')).toEqual([]);
      await ledger.open(account, 1);
      await hold('a', 1, LEASE, 1);
      await hold('b', 0);
      expect(await rowsOf('holds')).toEqual([]);
      expect(await rowsOf('accounts')).toMatchObject([{ used_bytes: '1', held_bytes: '0' }]);
    });

    test('frees up to 1,000 expired holds per call, and does not refuse because of the remaining ones', async () => {
      await ledger.open(account, 1);
      await holdMany(2_500, "- interval '1 second'");
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 0 });
      // The youngest hold, so that it is not among those freed first.
      expect(await hold('many-2500', 50)).toEqual({ held: true, usedBytes: 1, heldBytes: 50 });
      expect(await rowsOf('holds')).toHaveLength(1_500);
      expect(await hold('a', 50)).toEqual({ held: false, usedBytes: 1, heldBytes: 50 });
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 50 });
      expect(await rowsOf('holds')).toHaveLength(500);
      await settle('many-2500', 49);
      expect(await ledger.read(account)).toEqual({ usedBytes: 50, heldBytes: 0 });
      expect(await hold('a', 50)).toEqual({ held: true, usedBytes: 50, heldBytes: 50 });
      expect(await rowsOf('holds')).toHaveLength(2);
      expect(await rowsOf('accounts')).toMatchObject([{ held_bytes: '50' }]);
    });

    test('uses indexes for 20,000 holds, even with plans made when there were none', async (context) => {
      const { rows } = await client.query('SHOW server_version_num');
      if (Number(rows[0].server_version_num) < 150_000) {
        return context.skip('PostgreSQL before 15 does not show its statistics at once');
      }
      const work = async () => {
        await hold('new', 5, LEASE, Infinity);
        await hold('new', 6, LEASE, Infinity);
        await hold('refused', 5, LEASE, 1);
        await settle('new', 6);
        await ledger.open(account, 1);
      };
      // Plans are made and cached while the tables are empty.
      await client.query('TRUNCATE http507_accounts, http507_holds');
      await client.query('VACUUM ANALYZE http507_accounts, http507_holds');
      await ledger.open(account, 1);
      for (let count = 0; count < 10; count++) await work();
      account = randomUUID();
      await ledger.open(account, 1);
      await holdMany(20_000, `+ interval '1 hour'`);
      const before = await readStatistics();
      await work();
      const after = await readStatistics();
      expect(after.sequential - before.sequential).toBe(0);
      expect(after.byIndex - before.byIndex).toBeLessThan(100);
      expect(await ledger.read(account)).toEqual({ usedBytes: 7, heldBytes: 20_000 });
    });

    test('the time of an account never goes back, even if the clock does', async () => {
      await ledger.open(account, 0);
      await client.query(
        `UPDATE http507_accounts SET freed_to = now() + interval '1 hour' WHERE account = $1`,
        [account],
      );
      expect(await hold('a', 60)).toMatchObject({ held: true });
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 60 });
      expect(await hold('b', 60)).toMatchObject({ held: false });
      const [books] = await rowsOf('accounts');
      const [row] = await rowsOf('holds');
      expect(Number(row?.expires_at) - Number(books?.freed_to)).toBe(LEASE);
    });

    describe('sweeping', () => {
      /** Makes the account look idle for a time. Others are not due. */
      const age = async (interval: string) => {
        await client.query('UPDATE http507_accounts SET sweep_at = NULL WHERE account <> $1', [account]);
        await client.query(
          `UPDATE http507_accounts SET sweep_at = sweep_at - interval '${interval}' WHERE account = $1`,
          [account],
        );
        await client.query(
          `UPDATE http507_holds SET expires_at = expires_at - interval '${interval}' WHERE account = $1`,
          [account],
        );
      };
      const sweep = () => ledger.open(randomUUID(), 0);

      test('forgets an account that stores nothing, 10 minutes after its last lease at the earliest', async () => {
        await ledger.open(account, 0);
        await hold('a', 5);
        await age('660 seconds');
        await sweep();
        expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
        await age('301 seconds');
        await sweep();
        expect(await ledger.read(account)).toBeUndefined();
        expect(await rowsOf('holds')).toEqual([]);
      });

      test('keeps an account that stores something, but nothing else of it', async () => {
        await ledger.open(account, 7);
        await hold('a', 5);
        await settle('b', 1);
        expect(await rowsOf('holds')).toHaveLength(2);
        await age('1 hour');
        await sweep();
        expect(await rowsOf('holds')).toEqual([]);
        expect(await rowsOf('accounts')).toMatchObject([
          { used_bytes: '8', held_bytes: '0', sweep_at: null },
        ]);
      });

      test('does not wait for a locked account', async () => {
        await ledger.open(account, 0);
        await age('1 hour');
        await sql.begin(async (begun) => {
          await begun`SELECT FROM http507_accounts WHERE account = ${account} FOR UPDATE`;
          await sweep();
        });
        expect(await ledger.read(account)).toBeDefined();
        await sweep();
        expect(await ledger.read(account)).toBeUndefined();
      });

      test('continues later with rows that it could not delete at once', async () => {
        await ledger.open(account, 0);
        await holdMany(1_500, "- interval '1 second'");
        await age('1 hour');
        await sweep();
        expect(await rowsOf('holds')).toHaveLength(500);
        await sweep();
        expect(await ledger.read(account)).toBeUndefined();
        expect(await rowsOf('holds')).toEqual([]);
      });
    });

    test('lets at most 10,000 requests wait', async () => {
      const single = new pg.Pool({ connectionString: database.url, max: 1 });
      try {
        ledger = new PostgresqlLedger(single);
        await ledger.open(account, 1);
        await client.query('BEGIN');
        await client.query('SELECT FROM http507_accounts WHERE account = $1 FOR UPDATE', [account]);
        const waiting = [settle('a', 1)];
        for (let count = 1; count < 10_000; count++) waiting.push(ledger.read(account).then(() => undefined));
        await expect(ledger.read(account)).rejects.toThrow('Too many requests wait for PostgreSQL');
        await client.query('ROLLBACK');
        await Promise.all(waiting);
        expect(await ledger.read(account)).toMatchObject({ usedBytes: 2 });
      } finally {
        await single.end();
      }
    });

    /** Without a request per hold. */
    async function holdMany(count: number, leaseEnd: string): Promise<void> {
      await client.query(
        `INSERT INTO http507_holds
         SELECT 'many-' || n || ':' || $1, $1, 1, NULL, clock_timestamp() ${leaseEnd} + n * interval '1 microsecond'
         FROM generate_series(1, $2::int) AS n`,
        [account, count],
      );
      await client.query('UPDATE http507_accounts SET held_bytes = $2 WHERE account = $1', [account, count]);
    }

    async function readStatistics(): Promise<{ sequential: number; byIndex: number }> {
      await client.query('SELECT pg_stat_force_next_flush()');
      const { rows } = await client.query(
        `SELECT sum(seq_scan)::int AS sequential, sum(idx_tup_fetch)::int AS "byIndex"
         FROM pg_stat_user_tables WHERE relname LIKE 'http507%'`,
      );
      return rows[0];
    }
  });
});

describePostgresql('the migration', () => {
  let database: PrivateDatabase;
  const connect = async (options: pg.ClientConfig = {}): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.url, ...options });
    await client.connect();
    return client;
  };
  const expectToWork = async (client: pg.Client): Promise<void> => {
    const ledger = new PostgresqlLedger(client);
    await ledger.open('a', 1);
    expect(await ledger.hold({ account: 'a', id: 'a', bytes: 1, quotaBytes: 2, lease: 1 })).toMatchObject({
      held: true,
    });
    await ledger.settle({ account: 'a', id: 'a', change: 1, lease: 1 });
    expect(await ledger.read('a')).toEqual({ usedBytes: 2, heldBytes: 0 });
  };

  beforeEach(async () => {
    database = await createPrivateDatabase();
  });
  afterEach(() => database.drop());

  test('can run again without changing data', async () => {
    const client = await connect();
    await client.query(MIGRATION);
    await expectToWork(client);
    await client.query(MIGRATION);
    expect(await new PostgresqlLedger(client).read('a')).toEqual({ usedBytes: 2, heldBytes: 0 });
    await client.end();
  });

  test('can run concurrently, with pg and postgres.js', async () => {
    const sql = postgres(database.url, { max: 5 });
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect()));
    await Promise.all([
      ...clients.map((client) => client.query(MIGRATION)),
      ...clients.map(() => sql.unsafe(MIGRATION)),
    ]);
    await expectToWork(clients[0] as pg.Client);
    await Promise.all([sql.end(), ...clients.map((client) => client.end())]);
  });

  test('can run while ledgers are in use', async () => {
    const client = await connect();
    await client.query(MIGRATION);
    const pool = new pg.Pool({ connectionString: database.url });
    const ledger = new PostgresqlLedger(pool);
    await ledger.open('a', 0);
    const work = Array.from({ length: 300 }, async () => {
      const id = randomUUID();
      await ledger.hold({ account: 'a', id, bytes: 1, quotaBytes: 300, lease: LEASE });
      await ledger.settle({ account: 'a', id, change: 1, lease: LEASE });
    });
    for (let count = 0; count < 20; count++) await client.query(MIGRATION);
    await Promise.all(work);
    expect(await ledger.read('a')).toEqual({ usedBytes: 300, heldBytes: 0 });
    await Promise.all([client.end(), pool.end()]);
  });

  test('can run in a transaction and be rolled back', async () => {
    const client = await connect();
    await client.query('BEGIN');
    await client.query(MIGRATION);
    await client.query('ROLLBACK');
    expect((await client.query(`SELECT FROM pg_class WHERE relname LIKE 'http507%'`)).rowCount).toBe(0);
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    await client.query(MIGRATION);
    await client.query('COMMIT');
    await expectToWork(client);
    await client.end();
  });

  test('needs no superuser and uses the first schema of the search_path', async () => {
    const role = database.name;
    const client = await connect();
    await client.query(`CREATE ROLE ${role}`);
    try {
      for (const schema of ['first', '"Second one"']) {
        await client.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${role}`);
        await client.query(`SET ROLE ${role}`);
        await client.query(`SET search_path = ${schema}, public`);
        await client.query(MIGRATION);
        await expectToWork(client);
        await client.query('RESET ROLE');
      }
    } finally {
      await client.query(`DROP OWNED BY ${role} CASCADE`);
      await client.query(`DROP ROLE ${role}`);
      await client.end();
    }
  });

  test('works for another role with the grants that its comment names', async () => {
    const role = database.name;
    const client = await connect();
    await client.query(MIGRATION);
    await client.query(`CREATE ROLE ${role}`);
    try {
      await client.query(`SET ROLE ${role}`);
      await expect(new PostgresqlLedger(client).open('a', 1)).rejects.toMatchObject({ code: '42501' });
      await client.query('RESET ROLE');
      const [grant] = MIGRATION.match(/GRANT [\w, ]+ TO /) ?? [];
      await client.query(`${grant}${role}`);
      await client.query(`SET ROLE ${role}`);
      await expectToWork(client);
      await client.query('RESET ROLE');
    } finally {
      await client.query(`DROP OWNED BY ${role}`);
      await client.query(`DROP ROLE ${role}`);
      await client.end();
    }
  });

  const { error: noPsql } = spawnSync('psql', ['--version']);
  test.skipIf(noPsql)(`can run with psql -f${noPsql ? ' (skipped: no psql)' : ''}`, async () => {
    const file = fileURLToPath(new URL('../postgresql.sql', import.meta.url));
    const run = promisify(execFile);
    const options = ['--no-psqlrc', '--set=ON_ERROR_STOP=1', `--dbname=${database.url}`, `--file=${file}`];
    await Promise.all([run('psql', options), run('psql', options)]);
    await run('psql', ['--single-transaction', ...options]);
    const client = await connect();
    await expectToWork(client);
    await client.end();
  });
});

/** Declares the test that two clients together admit exactly what fits. */
function testTwoAtOnce(getOne: () => Ledger, getOther: () => Ledger): void {
  test('two clients together admit exactly as many uploads as fit', async () => {
    const ledgers = [getOne(), getOther()];
    const account = randomUUID();
    const request = { account, quotaBytes: 10_000_000, bytes: 1_000_000, lease: LEASE };
    const ids = Array.from({ length: 200 }, () => randomUUID());
    const upload = async (id: string, index: number): Promise<boolean | undefined> => {
      const ledger = ledgers[index % 2] as Ledger;
      await ledger.open(account, 0);
      const result = await ledger.hold({ ...request, id });
      if (result?.held) await ledger.settle({ account, id, change: request.bytes, lease: LEASE });
      return result?.held;
    };
    const held = await Promise.all(ids.map(upload));
    expect(held.filter(Boolean)).toHaveLength(10);
    expect(held.filter((each) => each === false)).toHaveLength(190);
    for (const ledger of ledgers) {
      expect(await ledger.read(account)).toEqual({ usedBytes: 10_000_000, heldBytes: 0 });
    }
  });
}
