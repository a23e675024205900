import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { childProcessDiskFull } from '@http507/core';
import { expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { expectPassedOn } from './expect-passed-on.ts';

/** A program that sends the error of a write to a full disk to its parent. */
const PROGRAM = `
  const send = require('node:worker_threads').parentPort?.postMessage.bind(require('node:worker_threads').parentPort)
    ?? process.send.bind(process);
  try { require('node:fs').writeFileSync('/dev/full', 'x'); } catch (error) { send(error); }
`;

async function failInWorker(): Promise<void> {
  const worker = new Worker(PROGRAM, { eval: true });
  const [error] = await once(worker, 'message');
  throw error;
}

const failInChild = (serialization: 'json' | 'advanced') => async (): Promise<void> => {
  const child = fork('-e', [PROGRAM], { execArgv: [], serialization });
  const [error] = await once(child, 'message');
  throw error;
};

const fullDevice = existsSync('/dev/full') ? undefined : 'there is no /dev/full';

describeUnless(fullDevice, 'an error from another thread or process', () => {
  test('a worker thread', async () => {
    expect(await expect507(failInWorker, { kind: 'disk' })).not.toHaveProperty('code');
  });

  test('a child process with advanced serialization', async () => {
    expect(await expect507(failInChild('advanced'), { kind: 'disk' })).not.toHaveProperty('code');
  });

  test('a child process with JSON, which keeps the code', async () => {
    expect(await expect507(failInChild('json'), { kind: 'disk' })).toHaveProperty('code', 'ENOSPC');
  });

  test('a program that fails to write, with the opt-in rule', async () => {
    const program = "require('node:fs').writeFileSync('/dev/full', 'x')";
    const operation = () => promisify(execFile)(process.execPath, ['-e', program]);
    await expect507(operation, { kind: 'disk', rules: [childProcessDiskFull] });
    await expectPassedOn(operation);
  });
});
