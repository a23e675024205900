import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { missing } from '../../../packages/backends/test/missing.ts';

/** A client on this machine. */
export interface Found {
  /** Empty if it cannot run here. */
  readonly path: string;
  readonly version?: string;
  /** Why it cannot run here. */
  readonly reason?: string;
}

/**
 * Finds a command that works. The system's own comes first, because PATH may begin with a wrapper that runs nothing.
 *
 * @param args - print the version and end with 0
 */
export function findCommand(name: string, args: readonly string[] = ['--version']): Found {
  const folders = ['/usr/bin', '/usr/local/bin', ...(process.env.PATH ?? '').split(':')];
  for (const folder of folders) {
    const path = join(folder, name);
    const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', timeout: 60_000 });
    const [version] = /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`) ?? [];
    if (status === 0 && version !== undefined) return { path, version };
  }
  return { path: '', reason: missing(`no ${name} that runs with ${args.join(' ')}`) };
}
