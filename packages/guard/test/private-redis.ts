import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PrivateRedis {
  readonly socketPath: string;
  /** Suspends the server, and lets it continue. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts a Redis in a temporary folder. It listens on a Unix socket only, unless the options set a port. */
export async function startPrivateRedis(...options: readonly string[]): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'http507-redis-'));
  const socketPath = join(folder, 'socket');
  const common = ['--port', '0', '--unixsocket', socketPath, '--dir', folder, '--save', ''];
  const server = spawn('redis-server', [...common, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  // Read until the server ends, so that its log never fills the pipe.
  const lines = createInterface(server.stdout);
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('eady to accept connections') && resolve());
    lines.once('close', () => reject(new Error('redis-server ended without being ready')));
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    socketPath,
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    stop,
  };
}
