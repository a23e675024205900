import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../../../../packages/conformance/src/free-port.ts';

const run = promisify(execFile);

/** Where Debian puts the programs of each major. */
const DEBIAN = '/usr/lib/postgresql';

/** Returns the folder of the newest server's programs, or undefined if none is installed. */
export function findPostgresqlPrograms(): string | undefined {
  try {
    const [newest] = readdirSync(DEBIAN).toSorted((one, other) => Number(other) - Number(one));
    return newest && join(DEBIAN, newest, 'bin');
  } catch {
    return undefined;
  }
}

/** A PostgreSQL server of its own. */
export interface PrivatePostgresql {
  readonly port: number;
  /**
   * Restarts it. `immediate` aborts it like a crash, so that it recovers from its log.
   *
   * @param whileDown - awaited before it starts again
   */
  restart(mode: 'fast' | 'immediate', whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server in a temporary folder. Its user is `postgres`, without a password. */
export async function startPrivatePostgresql(): Promise<PrivatePostgresql> {
  const folder = mkdtempSync(join(tmpdir(), 'http507-postgresql-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const programs = findPostgresqlPrograms() ?? '';
  // PostgreSQL refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
  const call = async (program: string, ...options: string[]): Promise<void> => {
    const [command = '', ...rest] = [...asUser, join(programs, program), ...options];
    await run(command, rest, { cwd: folder });
  };
  if (asUser.length > 0) await run('chown', ['postgres', folder]);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=60`;
  const control = (...options: string[]): Promise<void> =>
    call('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', '-t', '120', ...options);
  const stop = async (): Promise<void> => {
    await call('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop').catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await call('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync');
    await control('start');
  } catch (error) {
    await stop();
    throw error;
  }
  const restart: PrivatePostgresql['restart'] = async (mode, whileDown) => {
    await control('-m', mode, 'stop');
    await whileDown?.();
    await control('start');
  };
  return { port, restart, stop };
}
