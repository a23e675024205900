import pg from 'pg';
import { describe } from 'vitest';

/** The URL of a database on a server where tests may create databases. */
export const serverUrl = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Why there is no such server, or undefined if there is one. */
export const whyNoPostgresql: string | undefined = await findOut();

/**
 * Describes tests that need PostgreSQL. Without a server, skips them and says so in their title.
 *
 * @throws Error if there is no server although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function describePostgresql(name: string, tests: () => void): void {
  if (whyNoPostgresql === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${whyNoPostgresql})`, tests);
}

async function findOut(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    const missing = `no PostgreSQL at ${new URL(serverUrl).host}`;
    if (process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error(missing, { cause: error });
    return missing;
  }
}
