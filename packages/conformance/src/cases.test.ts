import { expect, test } from 'vitest';

import { CASES } from './cases.ts';

test('the ids are frozen', async () => {
  const ids = `${CASES.map(({ id }) => id).join('\n')}\n`;
  await expect(ids).toMatchFileSnapshot('../case-ids.txt');
});

test('every id is unique, and every requirement starts with MUST', () => {
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  for (const { must } of CASES) expect(must).toMatch(/^MUST /);
});
