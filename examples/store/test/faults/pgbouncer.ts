import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

import { freePort } from '../../../../packages/conformance/src/free-port.ts';

/** Starts PgBouncer in transaction mode, with few connections to the server, until the test ends. Returns its port. */
export async function setUpPgbouncer(serverPort: number): Promise<number> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'http507-pgbouncer-'));
  // It refuses to run as root.
  chmodSync(folder, 0o755);
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(config, settings(port, serverPort));
  const asUser = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', [...asUser, config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    const lines = createInterface(child.stderr);
    lines.on('line', (line) => {
      log += `${line}\n`;
      if (line.includes('process up')) resolve();
    });
    lines.once('close', () => reject(new Error(`pgbouncer ended without being ready: ${log}`)));
  });
  return port;
}

const settings = (port: number, serverPort: number): string => `
[databases]
postgres = host=127.0.0.1 port=${serverPort} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
ignore_startup_parameters = extra_float_digits
; The default of 15 s would prolong each outage.
server_login_retry = 1
`;
