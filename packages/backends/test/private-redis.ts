import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PrivateRedis {
  readonly socketPath: string;
  /** Resolves to the next line of the log that contains these words. */
  logged(words: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a Redis that listens on a Unix socket only. */
export async function startPrivateRedis(...options: readonly string[]): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'http507-redis-'));
  const socketPath = join(folder, 'socket');
  const common = ['--port', '0', '--unixsocket', socketPath, '--dir', folder, '--save', ''];
  const server = spawn('redis-server', [...common, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const lines = createInterface(server.stdout);
  const logged = (words: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const see = (line: string): void => {
        if (!line.includes(words)) return;
        lines.off('line', see);
        resolve(line);
      };
      lines.on('line', see);
      lines.once('close', () => reject(new Error(`redis-server ended without logging "${words}"`)));
    });
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await logged('ready to accept connections');
  } catch (error) {
    await stop();
    throw error;
  }
  return { socketPath, logged, stop };
}
