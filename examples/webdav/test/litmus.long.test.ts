import { expect, test } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoVolume } from '../../../packages/backends/test/small-volume.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { makeFolder } from '../../store/test/service.ts';
import { observe, type ServerKind } from './observe.ts';
import { runClient } from './run-client.ts';

/** Runs litmus on a server, and returns the results of its tests by suite and name. */
async function runLitmus(kind: ServerKind): Promise<Map<string, string>> {
  const { result } = await observe(kind, 0, async ({ url }) => {
    // It writes logs into its folder.
    return await runClient('litmus', ['-k', url], { cwd: await makeFolder() });
  });
  const results = new Map<string, string>();
  let suite = '';
  let name = '';
  for (const line of result.output.split(/[\r\n]+/)) {
    suite = /running `(\w+)'/.exec(line)?.[1] ?? suite;
    name = /^ *(\d+\. \w+)/.exec(line)?.[1] ?? name;
    const outcome = /\.* (pass|FAIL|SKIPPED)\b/.exec(line)?.[1];
    if (outcome) results.set(`${suite} ${name}`, outcome);
  }
  return results;
}

describeUnless(whyNoCommand('litmus') ?? whyNoVolume, 'litmus', () => {
  test('passes with http507 what it passes without', { timeout: 300_000 }, async () => {
    const without = await runLitmus('without');
    const withIt = await runLitmus('with');
    expect(without.size).toBeGreaterThan(90);
    const lost = [...without].filter(([name, outcome]) => outcome === 'pass' && withIt.get(name) !== 'pass');
    expect(lost).toEqual([]);
    expect([...withIt.keys()]).toEqual([...without.keys()]);
  });
});
