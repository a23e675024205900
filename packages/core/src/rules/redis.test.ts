import { expect, test } from 'vitest';

import { redisSnapshotsFailing } from '../index.ts';
import { recognize } from '../recognize.ts';

class ReplyError extends Error {}

const SCRIPT = 'ERR Error running script (call to f_0a9a51ee96320953ec7bde8e63f3f060b9dac00c): ';
const OOM = "OOM command not allowed when used memory > 'maxmemory'.";

test.each([
  `${SCRIPT}@user_script:41: @user_script: 41: -${OOM}   `,
  `EXECABORT Transaction discarded because of: ${OOM}`,
  `${OOM} script: 0a9a51ee96320953ec7bde8e63f3f060b9dac00c, on @user_script:1.`,
  `ERR user_script:1: ${OOM} script: 0a9a51ee96320953ec7bde8e63f3f060b9dac00c, on @user_script:1.`,
  `ERR Error running function (call to keep): @user_function:3: ${OOM}`,
])('recognizes a server that is out of memory: %s', (message) => {
  expect(recognize(new ReplyError(message))?.kind).toBe('cache');
  expect(recognize(new Error(message))).toBeUndefined();
});

test.each([
  `${SCRIPT}@user_script:41: -WRONGTYPE ${OOM}`,
  `${SCRIPT}@user_script:41: @user_script: 41: own words: -${OOM}`,
  `ERR unknown command ${OOM}`,
  'OOM',
])('does not recognize another reply: %s', (message) => {
  expect(recognize(new ReplyError(message))).toBeUndefined();
});

test.each(['Redis', 'Valkey'])('recognizes failing snapshots only with the opt-in rule: %s', (name) => {
  const message = `MISCONF ${name} is configured to save RDB snapshots, but it's currently unable to persist to disk.`;
  expect(recognize(new ReplyError(message))).toBeUndefined();
  expect(recognize(new ReplyError(message), [redisSnapshotsFailing])?.kind).toBe('disk');
  expect(recognize(new Error(message), [redisSnapshotsFailing])).toBeUndefined();
});
