import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The services, by the name of their folder. */
export const SERVICES = ['express', 'fastify', 'koa', 'nestjs'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** A service that runs as its users run it: the built program, in a process of its own. */
export interface Service {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it has written so far, to either stream. */
  readonly output: () => string;
  /** Sends a signal, and returns the exit code once the process is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Takes what is to be done in the end, last things first. */
export type AtEnd = (cleanUp: () => Promise<void>) => void;

/** Returns the folder that a service is in. */
export function folderOf(name: ServiceName): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

/** Starts a service's process with nothing but the given environment. */
export function spawnService(
  name: ServiceName,
  env: Record<string, string>,
): Omit<Service, 'url' | 'dataDir'> {
  const cwd = folderOf(name);
  if (!existsSync(join(cwd, 'dist/main.js'))) throw new Error(`${cwd} is not built: run turbo run build`);
  const child = spawn(process.execPath, ['dist/main.js'], { cwd, env: { PATH: process.env.PATH, ...env } });
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

/** Starts a service on a free port, in a fresh folder, and waits until it listens; the test's end ends it. */
export async function startService(
  name: ServiceName,
  env: Record<string, string> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Service> {
  const dataDir = env.DATA_DIR ?? (await makeFolder(atEnd));
  const service = spawnService(name, { PORT: '0', DATA_DIR: dataDir, ...env });
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

/** Makes a folder that is gone once the test is. */
export async function makeFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-test-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns the names of the parts of uploads in a data folder. */
export async function partsIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, '.parts'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
