import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a service is told by its environment. */
export interface StoreConfig {
  readonly port: number;
  readonly host: string;
  /** An existing folder, absolute. */
  readonly dataDir: string;
  readonly capacityBytes: number;
}

/** Says which environment variable cannot be used, and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads PORT, HOST, DATA_DIR and CAPACITY_BYTES; an empty one counts as not given. Makes the data folder.
 *
 * @param defaultPort - the port when PORT is not given
 * @throws ConfigError that names the variable
 */
export function readConfig(env: NodeJS.ProcessEnv, defaultPort: number): StoreConfig {
  const port = readCount('PORT', env.PORT, defaultPort, 65_535);
  const capacityBytes = readCount('CAPACITY_BYTES', env.CAPACITY_BYTES, 10_000_000, Number.MAX_SAFE_INTEGER);
  return { port, host: env.HOST || '127.0.0.1', dataDir: makeFolder(env.DATA_DIR), capacityBytes };
}

function readCount(name: string, text: string | undefined, fallback: number, max: number): number {
  if (!text) return fallback;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > max) {
    throw new ConfigError(`${name} must be a whole number from 0 to ${max}, not "${text}"`);
  }
  return count;
}

function makeFolder(path: string | undefined): string {
  if (!path) return mkdtempSync(join(tmpdir(), 'http507-'));
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK);
    return folder;
  } catch (error) {
    throw new ConfigError(`DATA_DIR must be a folder that can be written to: ${(error as Error).message}`);
  }
}
