import { PostgresqlLedger, RedisLedger } from '@http507/guard';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { onTestFinished } from 'vitest';

import { freePort } from '../../../../packages/conformance/src/free-port.ts';
import { startPrivateRedis } from '../../../../packages/guard/test/private-redis.ts';
import { makeFolder, type Service, startService } from '../service.ts';
import { QUOTA } from './books.ts';
import { type PrivatePostgresql, startPrivatePostgresql } from './private-postgresql.ts';
import { type PrivateSentinel, startPrivateSentinel } from './private-sentinel.ts';
import { type StallingProxy, startStallingProxy } from './stalling-proxy.ts';

/** Starts a PostgreSQL server until the test ends. */
export async function setUpPostgresql(): Promise<PrivatePostgresql> {
  const server = await startPrivatePostgresql();
  onTestFinished(() => server.stop());
  return server;
}

/** Returns the address of the database on a port. */
export function databaseUrl(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/** Opens the ledger on a PostgreSQL server, without any proxy. */
export function openPostgresqlLedger(port: number): PostgresqlLedger {
  const pool = new Pool({ connectionString: databaseUrl(port) });
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  return new PostgresqlLedger(pool);
}

/** Starts a Redis server until the test ends, and opens the ledger on it. */
export async function setUpRedis(): Promise<{ port: number; ledger: RedisLedger }> {
  const port = await freePort();
  const { stop } = await startPrivateRedis('--port', String(port));
  onTestFinished(stop);
  const client = await createClient({ url: `redis://127.0.0.1:${port}` })
    .on('error', () => undefined)
    .connect();
  onTestFinished(() => client.destroy());
  return { port, ledger: new RedisLedger(client) };
}

/** Starts a Redis primary with a replica and a Sentinel, until the test ends. */
export async function setUpSentinel(downAfter?: number): Promise<PrivateSentinel> {
  const redis = await startPrivateSentinel('ledger', downAfter);
  onTestFinished(() => redis.stop());
  return redis;
}

/** Starts a proxy for a port of this machine, until the test ends. */
export async function setUpProxy(port: number): Promise<StallingProxy> {
  const proxy = await startStallingProxy(port);
  onTestFinished(() => proxy.close());
  return proxy;
}

/**
 * Starts services that share a data folder and a ledger.
 *
 * @param env - of all services, or of each
 * @param program - the program in the folder of each service, if it is not the built one
 */
export async function startServices(
  names: readonly string[],
  env: Record<string, string> | readonly Record<string, string>[],
  program?: string,
): Promise<{ services: readonly Service[]; dataDir: string }> {
  const dataDir = await makeFolder();
  const all = { CAPACITY_BYTES: '1000000000', QUOTA_BYTES: String(QUOTA), DATA_DIR: dataDir };
  const starting = names.map((name, index) => {
    const own = Array.isArray(env) ? env[index] : env;
    return startService(name, { ...all, ...own }, onTestFinished, program);
  });
  return { services: await Promise.all(starting), dataDir };
}
