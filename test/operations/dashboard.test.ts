import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { METRICS } from '../../packages/opentelemetry/src/metrics.ts';

const dashboard = readFileSync(new URL('../../docs/operations/dashboard.json', import.meta.url), 'utf8');

test('the dashboard shows every metric', () => {
  const names = Object.values(METRICS).map(({ name }) => name.replaceAll('.', '_'));
  expect(names.filter((name) => !dashboard.includes(name))).toEqual([]);
});
