import { expect, onTestFinished, test, vi } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { freePort } from '../../../packages/conformance/src/free-port.ts';
import { whyNoRedis } from '../../../packages/guard/test/describe-redis.ts';
import { startPrivateRedis } from '../../../packages/guard/test/private-redis.ts';
import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { openUpload } from '../../store/test/upload.ts';
import { expressionsOf, panels } from './dashboard-panels.ts';
import { fill } from './fill.ts';
import { startLoad, UPLOAD_BYTES } from './start-load.ts';
import { startObserved } from './start-observed.ts';

const POLL = { timeout: 120_000, interval: 250 };

describeUnless(noTmpfs ?? whyNoCommand('prometheus') ?? whyNoRedis, 'the dashboard', () => {
  test('shows data in every panel once the volume is full and the ledger has failed', {
    timeout: 400_000,
  }, async () => {
    const port = await freePort();
    const redis = await startPrivateRedis('--port', String(port));
    onTestFinished(redis.stop);
    const observed = await startObserved({
      DATA_DIR: await mountTmpfs(),
      CAPACITY_BYTES: '100000000',
      LEASE_SECONDS: '1',
      REDIS_URL: `redis://127.0.0.1:${port}`,
    });
    const { url, firing, query } = observed;
    const load = startLoad(url, 'ann');
    await vi.waitFor(() => expect(load.takeStatuses()).toContain(201), POLL);

    const slow = openUpload(`${url}/files/slow`, { 'content-length': UPLOAD_BYTES });
    slow.write('x');
    await vi.waitFor(async () => {
      const held = await fetch(`${url}/usage`);
      expect(await held.json()).toMatchObject({ reservedBytes: UPLOAD_BYTES });
    }, POLL);
    redis.pause();
    await vi.waitFor(async () => expect(await firing()).toContain('Http507LedgerDown page'), POLL);
    redis.resume();
    await vi.waitFor(async () => expect(await firing()).toContain('Http507LeasesLapsed ticket'), POLL);
    slow.destroy();
    await vi.waitFor(async () => expect(await firing()).not.toContain('Http507LedgerDown page'), POLL);

    await fill(url);
    await vi.waitFor(async () => expect(await firing()).toContain('Http507CapacityShare page'), POLL);
    for (const panel of panels) {
      for (const expression of expressionsOf(panel, '30s')) {
        await vi.waitFor(
          async () => expect(await query(expression), `${panel.title}: ${expression}`).not.toEqual([]),
          POLL,
        );
      }
    }
  });
});
