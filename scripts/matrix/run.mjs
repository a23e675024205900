import { spawn } from 'node:child_process';

const running = new Set();

/** How much of what a command prints is kept, its end. */
const OUTPUT_LIMIT = 1_000_000;

/**
 * Starts a command in a process group of its own, which ends with this process.
 *
 * @returns the child, what it has printed so far, and a promise of its exit code
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  running.add(child);
  const started = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      started.output = (started.output + text).slice(-OUTPUT_LIMIT);
    });
  }
  started.ended = new Promise((resolve) => {
    child.once('error', (error) => {
      started.output += error.message;
      running.delete(child);
      resolve(1);
    });
    child.once('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
  return started;
}

/** Runs a command to its end and resolves to its exit code and output; one that takes too long is killed, which is code 1. */
export async function run(command, args, { timeout = 120_000, ...options } = {}) {
  const started = start(command, args, options);
  const timer = setTimeout(() => kill(started.child), timeout);
  const code = await started.ended;
  clearTimeout(timer);
  return { code, output: started.output };
}

/** Kills a child and all that it has started. */
export function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

process.once('exit', () => running.forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
