import { execFile, execFileSync, execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

const SCRIPT = 'echo x | cat > /dev/full';
const OTHER = "cat '/nowhere: No space left on device'";

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe.skipIf(!existsSync('/dev/full'))(
  'a command on a full disk (not where there is no /dev/full)',
  () => {
    test('is recognized whichever way it was run', async () => {
      const env = { ...process.env, LC_ALL: 'C' };
      const stdio = 'pipe';
      const rejection = await promisify(execFile)('sh', ['-c', SCRIPT], { env }).catch((error) => error);
      expect(recognize(rejection)?.kind).toBe('disk');
      expect(recognize(thrownBy(() => execSync(SCRIPT, { env, stdio })))?.kind).toBe('disk');
      const file = thrownBy(() => execFileSync('sh', ['-c', SCRIPT], { env, stdio, encoding: 'utf8' }));
      expect(recognize(file)?.kind).toBe('disk');
    });

    test('is not recognized where nobody listened to it', () => {
      expect(recognize(thrownBy(() => execSync(SCRIPT, { stdio: 'ignore' })))).toBeUndefined();
    });
  },
);

test('a command is not recognized by the name of a file', async () => {
  const env = { ...process.env, LC_ALL: 'C' };
  const rejection = await promisify(execFile)('sh', ['-c', OTHER], { env }).catch((error) => error);
  expect(recognize(rejection)).toBeUndefined();
  expect(recognize(thrownBy(() => execSync(OTHER, { env, stdio: 'pipe' })))).toBeUndefined();
});

test.each<[string, object]>([
  ['another message', { message: 'x: No space left on device', killed: false, cmd: 'x' }],
  [
    'another status',
    { message: 'Command failed: x', status: 3, output: [], stderr: 'x: No space left on device' },
  ],
  ['no command', { message: 'x', status: 1, stderr: 'x: No space left on device' }],
])('is not recognized: %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});

test('a disk quota is a quota', () => {
  const message = 'Command failed: cp a b\ncp: error writing b: Disk quota exceeded\n';
  expect(recognize({ message, killed: false, cmd: 'cp a b' })?.reason).toBe('quota');
});
