import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PrometheusSettings } from './prometheus-settings.ts';
import { speedUp } from './speed-up.ts';

/** A running Prometheus. */
export interface Prometheus {
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

const RULES = new URL('../../../docs/operations/alerts.yml', import.meta.url);

/**
 * Starts a Prometheus with the rules of docs/operations, in a temporary folder. Logs its address, or why there is none.
 *
 * @param target - the host and port that it scrapes each second
 */
export async function startPrometheus(
  target: string,
  { port, speedup }: PrometheusSettings,
): Promise<Prometheus | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  await writeFile(join(folder, 'alerts.yml'), speedUp(await readFile(RULES, 'utf8'), speedup));
  await writeFile(config, configurationOf(target));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    // A signal from the terminal goes to this process only, which then stops it.
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await closed;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    console.log(`Prometheus on http://${await readAddress(child)} with rules ${speedup} times as fast`);
    return { stop };
  } catch (error) {
    await stop();
    console.error(`without Prometheus: ${(error as Error).message}`);
    return undefined;
  }
}

function configurationOf(target: string): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: [{ job_name: 'observed', static_configs: [{ targets: [target] }] }],
  });
}

/** Resolves to the address once it answers queries. */
async function readAddress(child: ChildProcess): Promise<string> {
  await once(child, 'spawn').catch(() => {
    throw new Error('it is not installed');
  });
  let output = '';
  return await new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Prometheus goes on logging.
      if (output.includes('Server is ready')) return;
      output += text;
      const address = /msg="Listening on" address=(\S+)/.exec(output)?.[1];
      if (address && output.includes('Server is ready')) resolve(address);
    });
    child.once('close', () => reject(new Error(/err="?([^"\n]*)/.exec(output)?.[1] ?? 'it has ended')));
  });
}
