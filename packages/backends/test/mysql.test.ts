import * as mariadb from 'mariadb';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { type PrivateMariadb, startPrivateMariadb } from './private-mariadb.ts';
import { whyNoVolume } from './small-volume.ts';
import { uniqueName } from './unique-name.ts';
import { untilItFails } from './until-it-fails.ts';
import { whyNoCommand } from './why-no-command.ts';
import { whyUnreachable } from './why-unreachable.ts';

const url = new URL(process.env.MYSQL_URL ?? 'mysql://root@127.0.0.1:3306');
const unreachable = await whyUnreachable('MariaDB or MySQL', url.href);
const shared = {
  host: url.hostname,
  port: Number(url.port),
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
};

interface Address {
  readonly user: string;
  readonly password: string;
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
}

type Query = (sql: string) => Promise<unknown>;
type Driver = 'mysql2' | 'mysql2, prepared' | 'mariadb';
const DRIVERS: Driver[] = ['mysql2', 'mysql2, prepared', 'mariadb'];

interface Clients {
  readonly query: Readonly<Record<Driver, Query>>;
  end(): Promise<void>;
}

async function connect(options: Address): Promise<Clients> {
  const one = await mysql.createConnection(options);
  const other = await mariadb.createConnection(options);
  return {
    query: {
      mysql2: (sql) => one.query(sql),
      'mysql2, prepared': (sql) => one.execute(sql),
      mariadb: (sql) => other.query(sql),
    },
    async end() {
      await one.end();
      await other.end();
    },
  };
}

describeUnless(unreachable, 'MariaDB, a MEMORY table at its limit', () => {
  const name = uniqueName();
  let clients: Clients;
  beforeAll(async () => {
    clients = await connect(shared);
    await clients.query.mysql2(`CREATE DATABASE ${name}`);
    await clients.query.mysql2('SET max_heap_table_size = 16384');
    await clients.query.mysql2(`CREATE TABLE ${name}.t (data char(255)) ENGINE=MEMORY`);
  });
  afterAll(async () => {
    await clients.query.mysql2(`DROP DATABASE IF EXISTS ${name}`);
    await clients.end();
  });

  test.each(DRIVERS)('%s', async (driver) => {
    const insert = `INSERT INTO ${name}.t VALUES (repeat('x', 255))`;
    const operation = () => untilItFails(() => clients.query[driver](insert));
    expect(await expect507(operation, { kind: 'database' })).toMatchObject({ errno: 1114 });
  });
});

const noServer = whyNoVolume ?? whyNoCommand('mariadb-install-db') ?? whyNoCommand('mariadbd');

describeUnless(noServer, 'a private MariaDB, a full volume', () => {
  let server: PrivateMariadb | undefined;
  let clients: Clients | undefined;
  beforeAll(async () => {
    server = await startPrivateMariadb();
    clients = await connect({ socketPath: server.socketPath, user: 'root', password: '' });
    const { mysql2: query } = clients.query;
    await query('CREATE DATABASE room');
    await query(
      `CREATE TABLE room.t (data varchar(4000)) ENGINE=InnoDB DATA DIRECTORY='${server.room.path}'`,
    );
  }, 60_000);
  afterAll(async () => {
    await clients?.end();
    await server?.stop();
  });

  test.each<[string, number, string]>([
    ['an InnoDB table', 1114, "INSERT INTO room.t VALUES (repeat('x', 4000))"],
    ['a new table', 3, 'CREATE TABLE full.t (id int)'],
    ['SELECT INTO OUTFILE', 3, "SELECT repeat('x', 100000) INTO OUTFILE '{full}/{unique}'"],
    [
      'a temporary table',
      1021,
      "SELECT count(*) FROM (SELECT DISTINCT seq, repeat('x', 500) FROM room.seq_1_to_100000) AS t",
    ],
    [
      'a sort',
      3,
      "SELECT seq, repeat('x', 500) AS data FROM room.seq_1_to_100000 ORDER BY concat(data, seq)",
    ],
  ])('%s', async (_name, errno, statement) => {
    for (const driver of DRIVERS) {
      const sql = statement.replace('{full}', String(server?.full.path)).replace('{unique}', uniqueName());
      const operation = () => untilItFails(() => clients?.query[driver](sql));
      expect(await expect507(operation, { kind: 'database' }), driver).toMatchObject({ errno });
    }
  });
});
