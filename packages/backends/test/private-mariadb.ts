import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { mountSmallVolume, type SmallVolume } from './small-volume.ts';

/** A server that may crash: assertions of MariaDB fail on full volumes, and it does not start again until there is room. */
export interface PrivateMariadb {
  readonly socketPath: string;
  /** Full. Contains the schema `full` and the temporary files. */
  readonly full: SmallVolume;
  /** Empty, for tests that fill it. */
  readonly room: SmallVolume;
  stop(): Promise<void>;
}

/** Starts a MariaDB that listens on a Unix socket only. Needs root. */
export async function startPrivateMariadb(): Promise<PrivateMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'http507-mariadb-'));
  const user = execFileSync('id', ['-u', 'mysql'], { encoding: 'utf8' }).trim();
  const group = execFileSync('id', ['-g', 'mysql'], { encoding: 'utf8' }).trim();
  chownSync(folder, Number(user), Number(group));
  const owner = statSync(folder);
  const data = join(folder, 'data');
  const socketPath = join(folder, 'socket');
  const common = ['--no-defaults', `--datadir=${data}`, '--user=mysql', '--innodb-log-file-size=4M'];
  const install = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
  execFileSync('mariadb-install-db', [...common, ...install], { stdio: 'pipe' });

  const at = join(data, 'full');
  mkdirSync(at);
  const full = mountSmallVolume({ megabytes: 4, owner, at });
  const room = mountSmallVolume({ megabytes: 8, owner });
  const server = spawn(
    'mariadbd',
    [...common, `--socket=${socketPath}`, `--tmpdir=${at}`, '--skip-networking'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    // Its data is not needed any more.
    server.kill('SIGKILL');
    await ended;
    room.unmount();
    full.unmount();
    rmSync(folder, { recursive: true, force: true });
  };

  const log: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    log.push(line);
    if (!line.includes('ready for connections')) continue;
    server.stderr.resume();
    full.fill();
    return { socketPath, full, room, stop };
  }
  await stop();
  throw new Error(`mariadbd did not start:\n${log.join('\n')}`);
}
