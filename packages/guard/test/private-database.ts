import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { serverUrl } from './describe-postgresql.ts';

/** A separate database. */
export interface PrivateDatabase {
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** Creates an empty database. */
export async function createPrivateDatabase(): Promise<PrivateDatabase> {
  const name = `http507_guard_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  const drop = (): Promise<void> =>
    // Without FORCE, this waits for connections that are closing. FORCE would break them, but is needed if a test left one open.
    onServer(`DROP DATABASE ${name}`).catch(() => onServer(`DROP DATABASE ${name} WITH (FORCE)`));
  return { url: url.href, name, drop };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
