import { expect, test } from 'vitest';

import { CASES } from './cases.ts';

test('the ids are frozen', async () => {
  const ids = `${CASES.map(({ id }) => id).join('\n')}\n`;
  await expect(ids).toMatchFileSnapshot('../case-ids.txt');
});

test('each id stands for one case, and each case says what an adapter MUST do', () => {
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  for (const { must } of CASES) expect(must).toMatch(/^MUST /);
});
