import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AtEnd } from '../../examples/store/test/service.ts';
import { accepts, freePort } from '../../packages/conformance/src/free-port.ts';
import type { ProxyKind } from './proxies.ts';

/** Starts a proxy in front of a service and resolves to its origin. It stops when the test ends. */
export async function startProxy(
  kind: ProxyKind,
  configuration: string,
  target: string,
  atEnd: AtEnd,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-proxy-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  // If root starts the proxy, its workers run as another user.
  await chmod(folder, 0o755);
  const port = await freePort();
  const file = join(folder, 'configuration');
  const settled = kind.settle(configuration, folder);
  await writeFile(
    file,
    settled.replaceAll(/\b(?:8080|3000)\b/g, (fixed) =>
      fixed === '8080' ? String(port) : new URL(target).port,
    ),
  );
  const child = spawn(kind.command, kind.args(file, folder, port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exit = once(child, 'exit');
  atEnd(async () => {
    child.kill('SIGTERM');
    await exit;
  });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${kind.command} ended with ${child.exitCode}: ${output}`);
  }
  return `http://127.0.0.1:${port}`;
}
