// The stores of ledgers. Each has a ledger and a limiter of rate-limiter-flexible on the same client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';

import { MemoryLedger, PostgresqlLedger, RedisLedger } from '../packages/guard/dist/index.js';

/** The clients that the guard is tested with. */
const clients = createRequire(new URL('../packages/guard/package.json', import.meta.url));
const { createClient } = clients('redis');
const { Redis } = clients('ioredis');
const { Pool } = clients('pg');

/** A limit that is never reached. */
const LIMITS = { points: 1e12, duration: 3600 };

/** Functions that return `{ ledger, limiter, server, close }` or throw a MissingError. */
export const STORES = {
  'in memory': openMemory,
  'Redis, through redis': openNodeRedis,
  'Redis, through ioredis': openIoRedis,
  'PostgreSQL, through pg': openPostgresql,
};

/** Thrown if a store is not available. */
export class MissingError extends Error {}

/** Returns a client's name and version. */
export function clientVersion(name) {
  return `${name} ${clients(`${name}/package.json`).version}`;
}

async function openMemory() {
  return { ledger: new MemoryLedger(), limiter: new RateLimiterMemory(LIMITS), close: async () => undefined };
}

async function openNodeRedis() {
  const redis = await startRedis();
  const client = createClient({ socket: { path: redis.socketPath } });
  await client.connect();
  return {
    ledger: new RedisLedger(client),
    limiter: new RateLimiterRedis({ ...LIMITS, storeClient: client, useRedisPackage: true }),
    server: redis.version,
    async close() {
      await client.close();
      await redis.stop();
    },
  };
}

async function openIoRedis() {
  const redis = await startRedis();
  const client = new Redis(redis.socketPath);
  return {
    ledger: new RedisLedger(client),
    limiter: new RateLimiterRedis({ ...LIMITS, storeClient: client }),
    server: redis.version,
    async close() {
      await client.quit();
      await redis.stop();
    },
  };
}

/** Starts a separate Redis in a temporary folder. */
async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'http507-bench-'));
  const socketPath = join(folder, 'socket');
  const options = ['--port', '0', '--unixsocket', socketPath, '--dir', folder, '--save', ''];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  const ready = new Promise((resolve, reject) => {
    server.once('error', () => reject(new MissingError('redis-server is not installed')));
    let version = 'Redis';
    createInterface(server.stdout)
      .on('line', (line) => {
        version = line.match(/Redis version=([\d.]+)/)?.[1] ?? version;
        if (line.includes('eady to accept connections')) resolve(`Redis ${version}`);
      })
      .once('close', () => reject(new MissingError('redis-server exited before it was ready')));
  });
  const stop = async () => {
    const ended = once(server, 'exit');
    kill();
    await ended;
    process.off('exit', kill);
  };
  return { version: await ready, socketPath, stop };
}

async function openPostgresql() {
  const url = new URL(process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
  const name = `http507_bench_${process.pid}`;
  const admin = new Pool({ connectionString: url.href, connectionTimeoutMillis: 5_000, max: 1 });
  const server = await admin.query('SHOW server_version').catch(async () => {
    await admin.end();
    throw new MissingError(`there is no PostgreSQL at ${url.host}`);
  });
  await admin.query(`CREATE DATABASE ${name}`);
  const drop = async () => {
    // Without FORCE, this waits for connections that are closing.
    await admin.query(`DROP DATABASE ${name}`).catch(() => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    await admin.end();
  };
  try {
    const pool = new Pool({ connectionString: Object.assign(new URL(url), { pathname: name }).href });
    await pool.query(readFileSync(new URL('../packages/guard/postgresql.sql', import.meta.url), 'utf8'));
    const limiter = await new Promise((resolve, reject) => {
      const options = { ...LIMITS, storeClient: pool, tableName: 'limits', clearExpiredByTimeout: false };
      const opened = new RateLimiterPostgres(options, (error) => (error ? reject(error) : resolve(opened)));
    });
    return {
      ledger: new PostgresqlLedger(pool),
      limiter,
      server: `PostgreSQL ${server.rows[0].server_version}`,
      async close() {
        await pool.end();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}
