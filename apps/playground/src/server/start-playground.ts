import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ServiceId } from '../protocol.ts';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

/** Ways to get a mount namespace: as root, or as root of a user namespace. */
const NAMESPACES = [['--mount'], ['--user', '--map-root-user', '--mount']];

/** Where the page and the services listen. */
export interface Addresses {
  readonly page: string;
  readonly services: Readonly<Record<ServiceId, string>>;
}

/**
 * Starts the playground where it may mount volumes: in a mount namespace of its own, so that they vanish with the process. Its errors are printed.
 *
 * @returns the process, and a promise that rejects if it ends before it listens
 */
export function startPlayground(): { readonly child: ChildProcess; readonly started: Promise<Addresses> } {
  const isolation = NAMESPACES.find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0);
  const [command, ...args] = isolation
    ? (['unshare', ...isolation, process.execPath, MAIN] as const)
    : ([process.execPath, MAIN] as const);
  // Deleted here, because the volumes are mounted in it as long as the other process runs.
  const folder = mkdtempSync(join(tmpdir(), 'http507-playground-'));
  const child = spawn(command, args, {
    env: { ...process.env, PLAYGROUND_FOLDER: folder, PLAYGROUND_MAY_MOUNT: isolation ? '1' : '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The playground has ended with ${code}`);
  });
  const started = once(child, 'message').then(([addresses]) => addresses as Addresses);
  return { child, started: Promise.race([started, ended]) };
}
