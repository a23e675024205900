import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { accepts, freePort } from './free-port.ts';
import type { ReverseProxy } from './http10-proxy.ts';

/** Whether nginx is installed. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/**
 * Starts nginx with `proxy_pass` and defaults, except for the limit of the body's size, in front of a server.
 *
 * @param settings - further lines for `http` and for `location`
 */
export async function startNginx(
  target: number,
  settings: { readonly http?: string; readonly location?: string } = {},
): Promise<ReverseProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-nginx-'));
  // If root starts nginx, its workers run as another user.
  await chmod(folder, 0o755);
  const port = await freePort();
  const configuration = join(folder, 'nginx.conf');
  await writeFile(
    configuration,
    `daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ${settings.http ?? ''}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${target}; ${settings.location ?? ''} }
  }
}
`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', configuration], { stdio: 'ignore' });
  while (!(await accepts(port))) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const exit = once(nginx, 'exit');
      nginx.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
