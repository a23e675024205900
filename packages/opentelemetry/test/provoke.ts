import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { diskCapacity, folderCapacity, quota } from '@http507/guard';
import { createAdapterResponder, StorageExhaustedError } from '@http507/node';
import { onTestFinished, vi } from 'vitest';

import { createDurableLedger } from './durable-ledger.ts';
import { nextMessage } from './observe-channel.ts';
import { SERVICES, upload } from './serve.ts';

/** Makes everything happen that a metric is about, at least once. */
export async function provokeEverything(): Promise<void> {
  await upload(await SERVICES.express());
  await upload(await SERVICES.fastify());
  await provokeDisk();
  await provokeLedger();
  await provokeLapse();
  provokeSuppression();
}

async function provokeDisk(): Promise<void> {
  const path = tmpdir();
  const { bavail, bsize } = await statfs(path);
  const disk = diskCapacity({ path, name: 'data', watermarks: [0.0001], logger: false });
  const missing = diskCapacity({ path: '/there/is/no/such/folder', name: 'gone', logger: false });
  onTestFinished(() => {
    disk.close();
    missing.close();
  });
  await (await disk.reserve(undefined, 1)).release();
  await Promise.allSettled([disk.reserve(undefined, bavail * bsize), missing.reserve(undefined, 1)]);
}

async function provokeLedger(): Promise<void> {
  const { ledger, breakOff } = createDurableLedger();
  const guards = [
    quota({ ledger, limit: 100, logger: false }),
    folderCapacity({ path: '/uploads', name: 'uploads', ledger, limit: 100, usage: () => 0, logger: false }),
  ];
  for (const guard of guards) {
    await (await guard.reserve('ann', 10)).commit(10);
    await Promise.allSettled([guard.reserve('ann', 1000)]);
  }
  breakOff(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  await Promise.allSettled(guards.map((guard) => guard.reserve('ann', 1)));
  breakOff(Object.assign(new Error('odd'), { code: 'XX000' }));
  await Promise.allSettled(guards.map((guard) => guard.reserve('ann', 1)));
}

/** Stops this process for longer than a lease. */
async function provokeLapse(): Promise<void> {
  const { ledger } = createDurableLedger();
  const guard = quota({ ledger, limit: 100, lease: 60, logger: false });
  const lapsed = nextMessage('http507:lease-lapsed');
  const reservation = await guard.reserve('ann', 10);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  await lapsed;
  await reservation.release();
}

/** Lets a storm's window close. */
function provokeSuppression(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { responder, report } = createAdapterResponder();
    const error = new StorageExhaustedError({ kind: 'disk', resource: '/data' });
    for (let count = 0; count < 3; count += 1)
      report(responder.describe(error, { request: {}, method: 'PUT' }), () => undefined);
    vi.advanceTimersByTime(10_000);
  } finally {
    vi.useRealTimers();
  }
}
