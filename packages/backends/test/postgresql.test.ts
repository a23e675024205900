import { existsSync, statSync } from 'node:fs';
import { postgresTempFileLimit } from '@http507/core';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { expectPassedOn } from './expect-passed-on.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';
import { uniqueName } from './unique-name.ts';
import { whyUnreachable } from './why-unreachable.ts';

const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres' } = process.env;
const url = process.env.DATABASE_URL ?? `postgres://${PGUSER}@${PGHOST}:${PGPORT}/postgres`;
const unreachable = await whyUnreachable('PostgreSQL', url);

const name = uniqueName();
const INSERT = `INSERT INTO ${name} SELECT repeat('x', 8000) FROM generate_series(1, 2000)`;

const CREATE = `CREATE TABLE ${name}_2 TABLESPACE ${name} AS SELECT repeat('x', 8000) FROM generate_series(1, 2000)`;
const SORT = 'SELECT n FROM generate_series(1, 200000) AS n ORDER BY md5(n::text)';

interface Clients {
  readonly client: pg.Client;
  readonly sql: postgres.Sql;
}

async function connect(): Promise<Clients> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { client, sql: postgres(url, { max: 1, onnotice: () => undefined }) };
}

async function disconnect({ client, sql }: Clients): Promise<void> {
  await client.end();
  await sql.end();
}

describeUnless(unreachable ?? whyNoVolume, 'PostgreSQL, a tablespace on a full volume', () => {
  let clients: Clients;
  let volume: SmallVolume | undefined;

  beforeAll(async () => {
    clients = await connect();
    const { client } = clients;
    const { rows } = await client.query('SHOW data_directory');
    // A server on another machine or in a container cannot use a volume of this one.
    const folder: string = rows[0].data_directory;
    if (!existsSync(folder)) return;
    volume = mountSmallVolume({ megabytes: 4, owner: statSync(folder) });
    await client.query(`CREATE TABLESPACE ${name} LOCATION '${volume.path}'`);
    // Unlogged, so that the server has nothing to replay after a crash.
    await client.query(`CREATE UNLOGGED TABLE ${name} (data text) TABLESPACE ${name}`);
    await client.query(`ALTER TABLE ${name} ALTER COLUMN data SET STORAGE plain`);
  });
  afterAll(async () => {
    const { client } = clients;
    try {
      await client.query(`DROP TABLE IF EXISTS ${name}`);
      await client.query(`DROP TABLESPACE IF EXISTS ${name}`);
    } finally {
      await disconnect(clients);
      volume?.unmount();
    }
  });

  test.for<[string, (to: Clients) => unknown]>([
    ['pg', ({ client }) => client.query(INSERT)],
    ['pg, with a parameter', ({ client }) => client.query(`${INSERT} WHERE $1`, [true])],
    ['pg, a table', ({ client }) => client.query(CREATE)],
    ['postgres.js', ({ sql }) => sql.unsafe(INSERT)],
    ['postgres.js, a transaction', ({ sql }) => sql.begin((begun) => begun.unsafe(INSERT))],
    ['drizzle-orm over pg', ({ client }) => drizzle(client).execute(drizzleSql.raw(INSERT))],
  ])('%s', async ([driver, operation], context) => {
    if (!volume) return context.skip('the server does not run on this machine');
    const thrown = await expect507(() => operation(clients), { kind: 'database' });
    // drizzle-orm throws an error with the driver's error as its cause.
    expect(driver.startsWith('drizzle') ? (thrown as Error).cause : thrown).toMatchObject({ code: '53100' });
  });
});

describeUnless(unreachable, 'PostgreSQL, temporary files that exceed temp_file_limit', () => {
  let clients: Clients;
  beforeAll(async () => {
    clients = await connect();
    for (const set of ["SET temp_file_limit = '1MB'", "SET work_mem = '64kB'"]) {
      await clients.client.query(set);
      await clients.sql.unsafe(set);
    }
  });
  afterAll(() => disconnect(clients));

  test.each<[string, (to: Clients) => unknown]>([
    ['pg', ({ client }) => client.query(SORT)],
    ['postgres.js', ({ sql }) => sql.unsafe(SORT)],
  ])('%s', async (_driver, operation) => {
    const opted = { kind: 'quota', reason: 'quota', rules: [postgresTempFileLimit] } as const;
    expect(await expect507(() => operation(clients), opted)).toMatchObject({ code: '53400' });
    expect(await expectPassedOn(() => operation(clients))).toMatchObject({ code: '53400' });
  });
});
