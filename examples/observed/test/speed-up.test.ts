import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { speedUp } from '../src/speed-up.ts';

const rules = readFileSync(new URL('../../../docs/operations/alerts.yml', import.meta.url), 'utf8');

test('shortens times, windows, offsets and horizons', () => {
  expect(speedUp('for: 5m', 30)).toBe('for: 10000ms');
  expect(speedUp('rate(a[1h]) unless a offset 15m', 60)).toBe('rate(a[60000ms]) unless a offset 15000ms');
  expect(speedUp('predict_linear(a[1h], 4 * 3600)', 60)).toBe('predict_linear(a[60000ms], 4 * 60)');
});

test('leaves no time of the rules as it is, and everything else unchanged', () => {
  const code = rules.replace(/^ *(?:#|summary|description).*$/gm, '');
  const faster = speedUp(code, 60);
  expect(faster.match(/\b\d+[smhd]\b|3600/g)).toBeNull();
  const withoutTimes = (text: string): string =>
    text.replace(/(?<=for: |\[|offset )\d+(?:ms|m|h)|(?<=4 \* )\d+/g, '…');
  expect(withoutTimes(faster)).toBe(withoutTimes(code));
});
