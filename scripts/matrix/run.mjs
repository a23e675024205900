import { spawn } from 'node:child_process';

const running = new Set();

/** How much output of a command is kept, in characters. The beginning is dropped first. */
const OUTPUT_LIMIT = 1_000_000;

/**
 * Starts a command in its own process group, which ends with this process.
 *
 * @returns the child, its output so far, and a promise of its exit code
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

/** Runs a command. Resolves to its exit code and output. Kills it after the timeout, which gives code 1. */
export async function run(command, args, { timeout = 120_000, ...options } = {}) {
  const started = start(command, args, options);
  const timer = setTimeout(() => kill(started.child), timeout);
  const code = await started.ended;
  clearTimeout(timer);
  return { code, output: started.output };
}

/** Kills a child and all processes that it has started. */
export function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}

process.once('exit', () => running.forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
