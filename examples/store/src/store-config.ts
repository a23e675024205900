import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The configuration of a service, from its environment. */
export interface StoreConfig {
  readonly port: number;
  readonly host: string;
  /** An existing folder, absolute. */
  readonly dataDir: string;
  /** The limit for all files together. */
  readonly capacityBytes: number;
  /** The limit for the files of one account. */
  readonly quotaBytes: number;
  /** How long the bytes of an upload stay reserved after its process has died. */
  readonly leaseSeconds: number;
  /** The shared ledger. Without one, the accounting is kept in this process. */
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** Names the environment variable that is invalid, and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads PORT, HOST, DATA_DIR, CAPACITY_BYTES, QUOTA_BYTES, LEASE_SECONDS, REDIS_URL and DATABASE_URL. An empty variable counts as
 * not set. Makes the data folder.
 *
 * @param defaultPort - the port if PORT is not set
 * @throws ConfigError that names the variable
 */
export function readConfig(env: NodeJS.ProcessEnv, defaultPort: number): StoreConfig {
  const port = readCount('PORT', env.PORT, defaultPort, 65_535);
  const capacityBytes = readCount('CAPACITY_BYTES', env.CAPACITY_BYTES, 10_000_000, Number.MAX_SAFE_INTEGER);
  const quotaBytes = readCount('QUOTA_BYTES', env.QUOTA_BYTES, capacityBytes, Number.MAX_SAFE_INTEGER);
  const leaseSeconds = readCount('LEASE_SECONDS', env.LEASE_SECONDS, 60, 86_400);
  if (leaseSeconds === 0) throw new ConfigError('LEASE_SECONDS must not be 0');
  if (env.REDIS_URL && env.DATABASE_URL) throw new ConfigError('REDIS_URL or DATABASE_URL, not both');
  const host = env.HOST || '127.0.0.1';
  return {
    port,
    host,
    dataDir: env.DATA_DIR ? makeFolder(env.DATA_DIR) : makeTemporaryFolder(),
    capacityBytes,
    quotaBytes,
    leaseSeconds,
    redisUrl: env.REDIS_URL || undefined,
    databaseUrl: env.DATABASE_URL || undefined,
  };
}

function readCount(name: string, text: string | undefined, fallback: number, max: number): number {
  if (!text) return fallback;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > max) {
    throw new ConfigError(`${name} must be a whole number from 0 to ${max}, not "${text}"`);
  }
  return count;
}

/** Deleted when the process exits, because no other process would find it. */
function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'http507-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeFolder(path: string): string {
  const folder = resolve(path);
  try {
    makeEach(folder);
    // Fails unless it is a folder.
    readdirSync(folder);
    accessSync(folder, constants.R_OK | constants.W_OK);
    return folder;
  } catch (error) {
    throw new ConfigError(`DATA_DIR must be a folder that can be written to: ${(error as Error).message}`);
  }
}

/** Not with mkdirSync's `recursive`, which never returns in /proc. */
function makeEach(folder: string): void {
  if (existsSync(folder)) return;
  makeEach(dirname(folder));
  mkdirSync(folder);
}
