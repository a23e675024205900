import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

import { shorten } from '../inspect/shorten.ts';
import type { Server } from './servers.ts';

/** How long a checker may take, in milliseconds. */
const MAX_TIME = 10_000;

/** What the server's own checker says about a file. */
export interface Check {
  /** The command, as it was run. */
  readonly command: string;
  readonly accepted: boolean;
  /** Its last line, if it did not accept the file. */
  readonly message?: string;
}

/** Runs the server's own checker. Returns undefined if it is not installed. */
export function runChecker({ checker }: Server, file: string): Check | undefined {
  const args = checker.args(resolve(file));
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
  for (const command of checker.commands) {
    const { error, status, stdout, stderr } = spawnSync(command, args, {
      encoding: 'utf8',
      env,
      timeout: MAX_TIME,
    });
    if ((error as { code?: unknown } | undefined)?.code === 'ENOENT') continue;
    const line = [command, ...args].join(' ');
    if (status === 0) return { command: line, accepted: true };
    const last = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').at(-1);
    return {
      command: line,
      accepted: false,
      message: shorten(last || String(error ?? `exit status ${status}`), 200),
    };
  }
  return undefined;
}
