import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { METRICS } from '../src/metrics.ts';

test('the README lists every metric with its type, unit and attributes', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(http507\.\S+)` +\| (\w+) +\| `(\S+)` +\| (.*?) +\| /gm)];
  const listed = rows.map(([, name, type, unit, attributes = '']) => ({
    name,
    type,
    unit,
    attributes: attributes.replaceAll('`', '').split(', '),
  }));
  expect(listed).toEqual(
    Object.values(METRICS).map(({ name, type, unit, attributes }) => ({ name, type, unit, attributes })),
  );
});
