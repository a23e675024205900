import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

import { describeUnless } from '../../packages/backends/test/describe-unless.ts';
import { whyNoCommand } from '../../packages/backends/test/why-no-command.ts';
import { readAlerts } from './read-alerts.ts';

const FOLDER = fileURLToPath(new URL('../../docs/operations', import.meta.url));

const alerts = readAlerts();
const cases = readFileSync(join(FOLDER, 'alerts.test.yml'), 'utf8');

/** Runs promtool. Rejects with its output if it finds an error. */
async function promtool(cwd: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)('promtool', args, { cwd })).stdout;
}

describeUnless(whyNoCommand('promtool'), 'promtool', () => {
  test('accepts the rules', async () => {
    expect(await promtool(FOLDER, 'check', 'rules', 'alerts.yml')).toContain('SUCCESS: 10 rules found');
  });

  test('sees the alerts fire and resolve as the tests of the rules say', async () => {
    expect(await promtool(FOLDER, 'test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });

  test.each(alerts)('notices if $name never fires', async ({ name }) => {
    const folder = await mkdtemp(join(tmpdir(), 'http507-rules-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const rules = await readFile(join(FOLDER, 'alerts.yml'), 'utf8');
    await copyFile(join(FOLDER, 'alerts.test.yml'), join(folder, 'alerts.test.yml'));
    await writeFile(join(folder, 'alerts.yml'), rules.replace(`alert: ${name}\n`, `alert: Other\n`));
    expect(cases).toContain(name);
    await expect(promtool(folder, 'test', 'rules', 'alerts.test.yml')).rejects.toThrow();
  });
});
