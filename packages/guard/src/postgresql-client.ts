import { expect } from './check.ts';

/** A `Pool`, a `PoolClient` or a `Client` of `pg`. */
export interface PgClient {
  query(query: { text: string; values: string[] }): Promise<{ rows: unknown[] }>;
}

/** An instance of `postgres`, which is postgres.js. */
export interface PostgresJsClient {
  unsafe(text: string, values: string[], options: { prepare: boolean }): PromiseLike<readonly unknown[]>;
}

/** A client of `pg` or of `postgres`. */
export type PostgresqlClient = PgClient | PostgresJsClient;

/** Runs one statement and returns its rows. */
export type PostgresqlQuery = (text: string, values: string[]) => Promise<readonly unknown[]>;

/**
 * Returns a function that runs a statement on a client.
 *
 * @throws TypeError if it is not a client of `pg` or `postgres`
 */
export function queryOf(client: PostgresqlClient): PostgresqlQuery {
  if (isPostgresJs(client)) {
    // An unprepared statement costs a second round trip. With PgBouncer, the client's own `prepare: false` overrides this.
    return async (text, values) => client.unsafe(text, values, { prepare: true });
  }
  expect(isPg(client), 'client', 'a Pool or Client of pg, or an instance of postgres');
  // Unnamed: a name would save little, and PgBouncer may send it to a connection that does not know it.
  return async (text, values) => (await client.query({ text, values })).rows;
}

function isPostgresJs(client: PostgresqlClient | undefined | null): client is PostgresJsClient {
  return typeof (client as Partial<PostgresJsClient> | undefined | null)?.unsafe === 'function';
}

function isPg(client: PostgresqlClient | undefined | null): client is PgClient {
  return typeof (client as Partial<PgClient> | undefined | null)?.query === 'function';
}
