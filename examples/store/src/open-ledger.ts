import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Ledger, PostgresqlLedger, RedisLedger } from '@http507/guard';
import { Pool } from 'pg';
import { createClient } from 'redis';

import { ConfigError, type StoreConfig } from './store-config.ts';

/** A ledger that several processes can share, and its connection. */
export interface OpenLedger {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/**
 * Opens the ledger at REDIS_URL or DATABASE_URL. Returns undefined if neither is set.
 *
 * @throws ConfigError if it cannot be reached
 */
export async function openLedger({
  redisUrl,
  databaseUrl,
}: Pick<StoreConfig, 'redisUrl' | 'databaseUrl'>): Promise<OpenLedger | undefined> {
  if (redisUrl) return await open('REDIS_URL', () => openRedis(redisUrl));
  if (databaseUrl) return await open('DATABASE_URL', () => openPostgresql(databaseUrl));
  return undefined;
}

async function open(variable: string, connect: () => Promise<OpenLedger>): Promise<OpenLedger> {
  try {
    return await connect();
  } catch (error) {
    throw new ConfigError(`${variable} cannot be used: ${(error as Error).message || String(error)}`);
  }
}

async function openRedis(url: string): Promise<OpenLedger> {
  let connected = false;
  const client = createClient({
    url,
    socket: {
      // A wrong address must be reported at the first attempt. Later, Redis may be unavailable for a while.
      reconnectStrategy: (retries, cause) => (connected ? Math.min(50 * 2 ** retries, 2_000) : cause),
    },
  });
  // The guard logs it, once.
  client.on('error', () => undefined);
  await client.connect();
  connected = true;
  return {
    ledger: new RedisLedger(client),
    close: async () => {
      client.destroy();
    },
  };
}

async function openPostgresql(url: string): Promise<OpenLedger> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // Emitted for an idle connection.
  pool.on('error', () => undefined);
  const migration = fileURLToPath(import.meta.resolve('@http507/guard/postgresql.sql'));
  try {
    await pool.query(await readFile(migration, 'utf8'));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { ledger: new PostgresqlLedger(pool), close: () => pool.end() };
}
