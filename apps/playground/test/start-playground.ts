import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { ServiceId } from '../src/protocol.ts';

/** The program that starts the playground. */
export const START = fileURLToPath(new URL('../dist/server/start.js', import.meta.url));

/** A running playground, as built. */
export interface Playground {
  /** The origin of the page. */
  readonly page: string;
  readonly services: Readonly<Record<ServiceId, string>>;
  /** Sends a POST as the page does. */
  readonly post: (path: string, body?: object) => Promise<Response>;
  /** Returns the process of the gateway. */
  readonly mainPid: () => number;
  /** Returns the process of a service. */
  readonly pidOf: (id: ServiceId) => number;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the playground on free ports.
 *
 * @param uid - the user who starts it; by default the one who runs the tests
 */
export async function startPlayground(
  environment: NodeJS.ProcessEnv = {},
  uid?: number,
): Promise<Playground> {
  const child = spawn(process.execPath, [START], {
    ...(uid !== undefined && { uid, gid: uid }),
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ page, services }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The playground has ended'))),
  ])) as [Pick<Playground, 'page' | 'services'>];
  const mainPid = (): number => Number(pgrep('-P', String(child.pid))[0]);
  return {
    page,
    services,
    post: (path, body) =>
      fetch(`${page}${path}`, {
        method: 'POST',
        headers: { Origin: page, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    mainPid,
    pidOf: (id) => {
      const [framework, variant] = id.split('-');
      const [pid] = pgrep('-P', String(mainPid()), '-f', `services/${variant}/${framework}.js`);
      return Number(pid);
    },
    stop: () => stop(child),
  };
}

function pgrep(...args: readonly string[]): string[] {
  return execFileSync('pgrep', args, { encoding: 'utf8' }).trim().split('\n');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
