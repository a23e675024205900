import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { ServiceId } from '../protocol.ts';
import { findFreePort } from './find-free-port.ts';

/** nginx in front of the services. */
export interface Nginx {
  /** Returns the URL of a service behind nginx, without a slash at its end. */
  urlOf(id: ServiceId): string;
  stop(): void;
}

/** Resolves to the version of the installed nginx, or to undefined if there is none. */
export function findNginx(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('nginx', ['-v'], { env: withSbin() }, (error, _stdout, stderr) => {
      resolve(error ? undefined : /nginx\/(\S+)/.exec(stderr)?.[1]);
    });
  });
}

/**
 * Starts nginx on a free port of 127.0.0.1.
 *
 * @param parent - an existing folder for its files
 * @param origins - of the services
 * @throws Error with the output of nginx if it does not start
 */
export async function startNginx(parent: string, origins: ReadonlyMap<ServiceId, string>): Promise<Nginx> {
  const folder = join(parent, 'nginx');
  mkdirSync(folder);
  // nginx cannot choose a port itself.
  const port = await findFreePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, origins));
  const child = spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], {
    env: withSbin(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  const ended = once(child, 'close').then(() => {
    throw new Error(`nginx has ended: ${complaints}`);
  });
  await Promise.race([untilOpen(port), ended]);
  ended.catch(() => undefined);
  return { urlOf: (id) => `http://127.0.0.1:${port}/${id}`, stop: () => child.kill('SIGTERM') };
}

function configuration(folder: string, port: number, origins: ReadonlyMap<ServiceId, string>): string {
  const locations = [...origins].map(
    ([id, origin]) => `location /${id}/ { proxy_pass ${origin}/; proxy_http_version 1.1; }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  // One process with the user of this one: root of a user namespace cannot become anyone else.
  return `daemon off;
master_process off;
${process.getuid?.() === 0 ? 'user root root;' : ''}
pid ${join(folder, 'nginx.pid')};
error_log stderr error;
events { worker_connections 64; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  # Uploads pass through as they arrive, whatever their length.
  proxy_request_buffering off;
  client_max_body_size 0;
  server {
    listen 127.0.0.1:${port};
    ${locations.join('\n    ')}
  }
}
`;
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(20);
  }
}

/** Debian installs nginx where the PATH of ordinary users does not lead. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
}
