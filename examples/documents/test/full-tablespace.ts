import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

const SERVER = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A separate database in a tablespace on a volume of 16 MB. */
export interface SmallDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** Creates the database. Resolves to a reason if that is not possible. */
export async function createSmallDatabase(): Promise<SmallDatabase | string> {
  if (process.getuid?.() !== 0) return 'only root can mount a volume';
  const admin = new pg.Client({ connectionString: SERVER });
  try {
    await admin.connect();
  } catch (error) {
    return `no PostgreSQL: ${(error as Error).message}`;
  }
  const name = `http507_documents_${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'http507-tablespace-'));
  execFileSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    'size=16m,uid=postgres,gid=postgres,mode=700',
    'tmpfs',
    folder,
  ]);
  const drop = async (): Promise<void> => {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`DROP TABLESPACE IF EXISTS ${name}`);
    await admin.end();
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  };
  try {
    await admin.query(`CREATE TABLESPACE ${name} LOCATION '${folder}'`);
    await admin.query(`CREATE DATABASE ${name} TABLESPACE ${name}`);
  } catch (error) {
    await drop();
    throw error;
  }
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return { url: String(url), drop };
}
