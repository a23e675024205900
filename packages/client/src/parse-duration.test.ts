import { expect, test } from 'vitest';

import { parseDuration } from './parse-duration.ts';

test.each([
  [0, 0],
  [1500, 1500],
  ['250 ms', 250],
  ['30 s', 30_000],
  ['1.5 min', 90_000],
  ['2 h', 7_200_000],
] as const)('%j', (value, milliseconds) => {
  expect(parseDuration(value)).toBe(milliseconds);
});

test.each([
  'soon',
  '5min',
  '5 days',
  '5 constructor',
  '-5 s',
  ' s',
  '',
  -1,
  Number.NaN,
  Infinity,
  '600 h',
  null,
  {},
])('%j is refused', (value) => {
  expect(() => parseDuration(value as number)).toThrow(new TypeError('options.retry.within is no duration'));
});
