import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { stopWithParent } from './stop-with-parent.mjs';

const root = new URL('..', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const pin = packageManager.split('@')[1];

/** Runs pnpm at the root with these arguments. If it fails, this process exits with pnpm's exit code. */
export async function pnpm(...args) {
  const [command, ...first] = findPnpm();
  const code = await run(command, [...first, ...args], { stdio: 'inherit' });
  if (code !== 0) process.exit(code);
}

/** Runs pnpm like `pnpm()`, but prints its output only if it fails. */
export async function pnpmQuietly(...args) {
  const [command, ...first] = findPnpm();
  const output = [];
  const code = await run(command, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }, (chunk) =>
    output.push(chunk),
  );
  if (code === 0) return;
  process.stderr.write(`\n${Buffer.concat(output).toString()}`);
  process.exit(code);
}

/** Returns the command for a pnpm of the pinned major: the installed one, or else one that npx fetches. */
export function findPnpm() {
  // Run outside the repository, because inside it some versions of pnpm try to switch to another version.
  const { stdout } = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8' });
  const installed = stdout?.trim().split('.')[0] === pin.split('.')[0];
  return installed ? ['pnpm'] : ['npx', '--yes', `pnpm@${pin}`];
}

/** Runs a command in its own process group and forwards signals to that group. Resolves to the exit code. */
function run(command, args, options, onOutput) {
  const child = spawn(command, args, {
    ...options,
    cwd: root,
    detached: true,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  child.stdout?.on('data', onOutput);
  child.stderr?.on('data', onOutput);
  const forward = (signal) => {
    // To the group: npx does not pass a signal on to the process that it runs.
    if (child.pid) process.kill(-child.pid, signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  const endWatch = stopWithParent(() => forward('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // 'close', not 'exit': it comes after all output.
    child.once('close', (code, signal) => {
      endWatch();
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
