import { execFile, execFileSync, execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';
import { childProcessDiskFull } from './child-process.ts';

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

describe.skipIf(!existsSync('/dev/full'))('a command on a full disk (skipped without /dev/full)', () => {
  test('is recognized after execFile, execFileSync and execSync', async () => {
    const env = { ...process.env, LC_ALL: 'C' };
    const stdio = 'pipe';
    const rejection = await promisify(execFile)('sh', ['-c', SCRIPT], { env }).catch((error) => error);
    expect(recognize(rejection)?.kind).toBe('disk');
    expect(recognize(thrownBy(() => execSync(SCRIPT, { env, stdio })))?.kind).toBe('disk');
    const file = thrownBy(() => execFileSync('sh', ['-c', SCRIPT], { env, stdio, encoding: 'utf8' }));
    expect(recognize(file)?.kind).toBe('disk');
  });

  test('is not recognized if its stderr is ignored', () => {
    expect(recognize(thrownBy(() => execSync(SCRIPT, { stdio: 'ignore' })))).toBeUndefined();
  });
});

test('a command is not recognized by a file name', async () => {
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

describe('the opt-in rule', () => {
  test.each<[string, object]>([
    [
      'execa',
      { exitCode: 2, stderr: 'tar: a: Cannot write: No space left on device\ntar: Error is not recoverable' },
    ],
    ['tinyexec', { exitCode: 1, output: { stderr: 'cp: error writing b: No space left on device\n' } }],
    [
      'execFileSync',
      { status: 12, stderr: Buffer.from('rsync: write failed on "/a": No space left on device (28)\n') },
    ],
    [
      'promisified execFile',
      { code: 128, stderr: 'fatal: write error: No space left on device\nfatal: index-pack failed' },
    ],
    ['a program in Node', { exitCode: 1, stderr: 'Error: ENOSPC: no space left on device, write\n    at a' }],
    ['a program in Python', { exitCode: 1, stderr: 'OSError: [Errno 28] No space left on device\n' }],
  ])('recognizes a full disk in the stderr of %s', (_name, error) => {
    expect(recognize(error)).toBeUndefined();
    expect(recognize(error, [childProcessDiskFull])?.kind).toBe('disk');
  });

  test('recognizes a disk quota', () => {
    const error = { exitCode: 1, stderr: 'cp: error writing b: Disk quota exceeded\ncp: done' };
    expect(recognize(error, [childProcessDiskFull])?.reason).toBe('quota');
  });

  test.each<[string, object]>([
    ['a program that succeeded', { exitCode: 0, stderr: 'No space left on device' }],
    ['a program that was not started', { code: 'ENOENT', stderr: '' }],
    ['other words', { exitCode: 1, stderr: 'NoNo space left on devices' }],
    ['no stderr', { exitCode: 1 }],
  ])('does not recognize %s', (_name, error) => {
    expect(recognize(error, [childProcessDiskFull])).toBeUndefined();
  });
});
