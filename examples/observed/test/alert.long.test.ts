import { expect, test, vi } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { put } from '../../store/test/upload.ts';
import { startLoad } from './start-load.ts';
import { startObserved } from './start-observed.ts';

/** More than a volume of 4 MiB has left beside a few uploads. */
const BALLAST = Buffer.alloc(4_000_000);

const POLL = { timeout: 120_000, interval: 250 };

describeUnless(noTmpfs ?? whyNoCommand('prometheus'), 'a real Prometheus', () => {
  test('pages when the volume is full under load, and stops when there is room', {
    timeout: 300_000,
  }, async () => {
    const { url, firing } = await startObserved({
      DATA_DIR: await mountTmpfs(),
      CAPACITY_BYTES: '100000000',
    });
    const load = startLoad(url, 'ann');
    await vi.waitFor(() => expect(load.takeStatuses()).toContain(201), POLL);
    expect(await firing()).toEqual([]);

    // To the brim: together with what the load has stored.
    await vi.waitFor(
      async () =>
        expect((await put(`${url}/files/ballast`, BALLAST.subarray(0, 2_600_000))).status).toBe(201),
      POLL,
    );
    await vi.waitFor(() => expect(load.takeStatuses()).toContain(507), POLL);
    await vi.waitFor(
      async () =>
        expect(await firing()).toEqual(
          expect.arrayContaining([
            'Http507CapacityShare page',
            'Http507UploadsRefused page',
            'Http507WatermarkExceeded ticket',
          ]),
        ),
      POLL,
    );

    expect((await fetch(`${url}/files/ballast`, { method: 'DELETE' })).status).toBe(204);
    await vi.waitFor(async () => expect(await firing()).toEqual([]), POLL);
    expect(new Set(load.takeStatuses().slice(-10))).toEqual(new Set([201]));
  });

  test('pages nobody while only quotas are used up', { timeout: 300_000 }, async () => {
    const { url, firing, query } = await startObserved({ DATA_DIR: await mountTmpfs(), QUOTA_BYTES: '1000' });
    const load = startLoad(url, 'ann');
    await vi.waitFor(async () => expect(await firing()).toEqual(['Http507QuotaShare none']), POLL);
    expect(new Set(load.takeStatuses())).toEqual(new Set([507]));
    const seen = await query('group by (alertname) (last_over_time(ALERTS[10m]))');
    expect(seen.map(({ metric }) => metric.alertname)).toEqual(['Http507QuotaShare']);
  });
});
