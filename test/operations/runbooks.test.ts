import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { findBrokenLinks } from '../markdown-links.ts';
import { readAlerts } from './read-alerts.ts';

const FOLDER = fileURLToPath(new URL('../../docs/operations', import.meta.url));
const RUNBOOKS = 'https://github.com/http507/http507/blob/main/docs/operations/runbooks';

const alerts = readAlerts();
const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');

test('every alert has a runbook, and every runbook an alert', () => {
  const names = alerts.map(({ name }) => name);
  expect(readdirSync(join(FOLDER, 'runbooks')).sort()).toEqual(names.map((name) => `${name}.md`).sort());
});

test('no alert about quotas is a page', () => {
  const quotas = alerts.filter(({ expression }) => expression.includes('quota'));
  expect(quotas.map(({ name, severity }) => [name, severity])).toEqual([['Http507QuotaShare', 'none']]);
});

test('the README lists every alert with its severity', () => {
  const rows = [...readme.matchAll(/^\| \[(Http507\w+)\]\(runbooks\/\1\.md\) .* \| `(\w+)` +\|$/gm)];
  const listed = rows.map(([, name, severity]) => `${name} ${severity}`).sort();
  expect(listed).toEqual(alerts.map(({ name, severity }) => `${name} ${severity}`).sort());
});

test('no link of the README is broken', () => {
  expect(findBrokenLinks(join(FOLDER, 'README.md'))).toEqual([]);
});

describe.each(alerts)('$name', ({ name, runbook }) => {
  const file = join(FOLDER, 'runbooks', `${name}.md`);
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ .*$/gm)].map(([heading]) => heading);

  test('leads to its runbook', () => {
    expect(runbook).toBe(`${RUNBOOKS}/${name}.md`);
  });

  test('has a runbook that says what it means, where to look, how to make room and when it is over', () => {
    expect(headings).toEqual([
      `# ${name}`,
      '## What it means',
      '## What to look at',
      '## How to make room',
      '## How to tell that it is over',
    ]);
    expect(findBrokenLinks(file)).toEqual([]);
  });
});
