import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

const WRITE = 'ENOSPC: no space left on device, write';

/** Returns an error as Node creates it, without its code. */
function lost(message: string, frames = ''): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}${frames}`;
  return structuredClone(error);
}

describe('an error that lost its code', () => {
  test.each([
    WRITE,
    "ENOSPC: no space left on device, open '/data/a'",
    "ENOSPC: no space left on device, copyfile '/a' -> '/b'",
  ])('is a full disk: %s', (message) => {
    expect(recognize(lost(message))?.kind).toBe('disk');
    expect(recognize(lost(message, '\n    at Object.writeSync (node:fs:921:11)'))?.kind).toBe('disk');
    expect(recognize(new Error('Job failed', { cause: lost(message) }))?.kind).toBe('disk');
  });

  test('is a full disk without a stack', () => {
    const error = new Error(WRITE);
    Reflect.deleteProperty(error, 'stack');
    expect(recognize(error)?.kind).toBe('disk');
    expect(recognize({ name: 'Error', message: WRITE })).toBeUndefined();
  });

  test.each([-122, -69])('is a disk quota: %d', (number) => {
    const code = `Unknown system error ${number}`;
    expect(recognize(lost(`${code}: ${code}, write`))?.reason).toBe('quota');
  });

  test.each([
    `${WRITE} `,
    `${WRITE}\n`,
    ` ${WRITE}`,
    `Error: ${WRITE}`,
    'ENOSPC: no space left on device',
    'ENOSPC: no space left on device, write to /a',
    "ENOSPC: no space left on device, open '/dev/ptmx'",
    "ENOSPC: no space left on device, watch '/data'",
    "ENOSPC: System limit for number of file watchers reached, watch '/data'",
    'Unknown system error -116: Unknown system error -116, write',
    'Unknown system error -122: Unknown system error -69, write',
  ])('is another error: %j', (message) => {
    expect(recognize(lost(message))).toBeUndefined();
  });

  test('is another error if other code has created it', () => {
    expect(recognize(new Error(WRITE))).toBeUndefined();
    expect(recognize(lost(WRITE, '\n    at parse (/app/index.js:1:1)'))).toBeUndefined();
  });

  test.each<[string, object]>([
    ['a code', { code: 'E_MINE' }],
    ['a status', { status: 400 }],
    ['any other member', { input: 'x' }],
  ])('is another error if it has %s', (_name, members) => {
    expect(recognize(Object.assign(lost(WRITE), members))).toBeUndefined();
  });

  test('is another error if it has a cause', () => {
    expect(recognize(Object.defineProperty(lost(WRITE), 'cause', { value: 'x' }))).toBeUndefined();
  });
});
