import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The services, by folder name. */
export const SERVICES = ['express', 'fastify', 'koa', 'nestjs'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** A service that runs as users run it: the built program, in a separate process. */
export interface Service {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Its output on both streams so far. */
  readonly output: () => string;
  /** Sends a signal, and returns the exit code when the process has exited. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Registers a clean-up. The last one runs first. */
export type AtEnd = (cleanUp: () => Promise<void>) => void;

/** Returns the folder of a service. */
export function folderOf(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

/** Starts a service with only the given environment. */
export function spawnService(
  name: string,
  env: Record<string, string>,
  program = 'dist/main.js',
): Omit<Service, 'url' | 'dataDir'> {
  const cwd = folderOf(name);
  if (!existsSync(join(cwd, program))) throw new Error(`${cwd} is not built: run turbo run build`);
  const child = spawn(process.execPath, [program], { cwd, env: { PATH: process.env.PATH, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    const [code] = await closed;
    return code;
  };
  return { process: child, output: () => output, stop };
}

/** Starts a service on a free port in a new folder and waits until it listens. It stops when the test ends. */
export async function startService(
  name: string,
  env: Record<string, string> = {},
  atEnd: AtEnd = onTestFinished,
  program?: string,
): Promise<Service> {
  const dataDir = env.DATA_DIR ?? (await makeFolder(atEnd));
  const service = spawnService(name, { PORT: '0', DATA_DIR: dataDir, ...env }, program);
  atEnd(async () => {
    await service.stop('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    service.process.stdout?.on('data', () => {
      if (service.output().includes('listening on ')) resolve();
    });
    service.process.once('close', () => reject(new Error(`${name} did not start: ${service.output()}`)));
  });
  const url = /listening on (http:\S+)/.exec(service.output())?.[1] ?? '';
  return { ...service, url, dataDir };
}

/** Makes a folder that is deleted when the test ends. */
export async function makeFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-test-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns the names of the parts of uploads in a data folder. */
export async function partsIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  return entries.map(({ name }) => name).filter((name) => name.endsWith('.part'));
}
