import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, onTestFinished, test } from 'vitest';

import { type Ledger, quota } from '../src/index.ts';

test('a process that was suspended reads the answer of its ledger before the call times out', async () => {
  const server = spawn('sh', ['-c', 'read request; sleep 0.5; echo answer']);
  onTestFinished(() => void server.kill());
  const ledger: Ledger = {
    durable: true,
    async hold({ bytes }) {
      server.stdin.write('request\n');
      await once(server.stdout, 'data');
      return { held: true, usedBytes: 0, heldBytes: bytes };
    },
    settle: async () => undefined,
    read: async () => undefined,
    open: async () => undefined,
  };
  const reserving = quota({ limit: 10, ledger, logger: false }).reserve('ann', 1);
  await new Promise((resolve) => setImmediate(resolve));
  // Longer than a call may take. The answer arrives meanwhile, as it does while a process is stopped.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  const reservation = await reserving;
  expect(reservation.bytes).toBe(1);
  await reservation.release();
});
