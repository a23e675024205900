// Starts the playground where it may mount volumes: in a mount namespace of its own, so that they vanish with the process.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

/** Ways to get a mount namespace: as root, or as root of a user namespace. */
const NAMESPACES = [['--mount'], ['--user', '--map-root-user', '--mount']];

const isolation = NAMESPACES.find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0);
const [command = process.execPath, ...args] = isolation
  ? ['unshare', ...isolation, process.execPath, MAIN]
  : [process.execPath, MAIN];

// Deleted here, because the volumes are mounted in it as long as the other process runs.
const folder = mkdtempSync(join(tmpdir(), 'http507-playground-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const child = spawn(command, args, {
  env: { ...process.env, PLAYGROUND_FOLDER: folder, PLAYGROUND_MAY_MOUNT: isolation ? '1' : '' },
  // The channel is for whoever has started this process.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
child.on('message', (message: { page: string }) => {
  if (process.send) process.send(message);
  else console.log(`listening on ${message.page}`);
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => child.kill('SIGTERM'));
process.once('disconnect', () => child.kill('SIGTERM'));
