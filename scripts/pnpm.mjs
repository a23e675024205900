import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { stopWithParent } from './stop-with-parent.mjs';

const root = new URL('..', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const pin = packageManager.split('@')[1];

/** Runs pnpm at the root with these arguments; ends this process with pnpm's exit code when that is not 0. */
export async function pnpm(...args) {
  const [command, ...first] = findPnpm();
  const code = await run(command, [...first, ...args]);
  if (code !== 0) process.exit(code);
}

/** Returns the command for a pnpm of the pinned major: the one that is installed, or else one that npx fetches. */
export function findPnpm() {
  // Asked from elsewhere, because inside the repository some versions try to switch to another.
  const { stdout } = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8' });
  const installed = stdout?.trim().split('.')[0] === pin.split('.')[0];
  return installed ? ['pnpm'] : ['npx', '--yes', `pnpm@${pin}`];
}

/** Runs a command in a process group of its own, which gets the signals that this process gets. */
function run(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    detached: true,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  const forward = (signal) => {
    // A group, because a signal to npx alone would leave what it runs behind.
    if (child.pid) process.kill(-child.pid, signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  const endWatch = stopWithParent(() => forward('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      endWatch();
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
