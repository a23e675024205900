import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ServiceId } from '../protocol.ts';
import { findFreePort } from './find-free-port.ts';
import { withSbin } from './find-nginx.ts';
import { nginxConfiguration } from './nginx-configuration.ts';
import { untilOpen } from './until-open.ts';

const KEEPER = fileURLToPath(new URL('./nginx-keeper.js', import.meta.url));

/** An nginx that listens. */
export interface NginxProcess {
  /** Without a slash at its end. */
  readonly origin: string;
  /** Settles when nginx has ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts nginx on a free port of 127.0.0.1, and resolves when it listens.
 *
 * @param parent - an existing folder for the folder of its files, which is removed when it ends
 * @param origins - of the services
 * @param signal - ends nginx
 * @throws Error with the output of nginx if it ends before it listens
 */
export async function startNginx(
  parent: string,
  origins: ReadonlyMap<ServiceId, string>,
  signal: AbortSignal,
): Promise<NginxProcess> {
  // nginx cannot choose a port itself.
  const port = await findFreePort();
  signal.throwIfAborted();
  const folder = mkdtempSync(join(parent, 'nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, nginxConfiguration(folder, port, origins));
  const keeper = fork(KEEPER, ['-p', folder, '-c', file, '-e', 'stderr'], {
    env: withSbin(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // Not by disconnect(), after which `close` is not emitted.
  const end = (): void => void keeper.kill('SIGTERM');
  signal.addEventListener('abort', end);
  let complaints = '';
  keeper.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  const ended = once(keeper, 'close').then(() => {
    signal.removeEventListener('abort', end);
    rmSync(folder, { recursive: true });
  });
  const polling = new AbortController();
  try {
    await Promise.race([
      untilOpen(port, polling.signal),
      ended.then(() => Promise.reject(new Error(`nginx has ended: ${complaints}`))),
    ]);
  } finally {
    polling.abort();
  }
  return { origin: `http://127.0.0.1:${port}`, ended };
}
