import { expect, test } from 'vitest';

import { makeOnce } from '../src/server/make-once.ts';

test('makes something once', async () => {
  let calls = 0;
  const get = makeOnce(async () => {
    calls += 1;
    return calls;
  });
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

test('makes it again after a failure', async () => {
  let calls = 0;
  const get = makeOnce(async () => {
    calls += 1;
    if (calls === 1) throw new Error('no ports');
    return calls;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow('no ports');
  expect(await get()).toBe(2);
});
