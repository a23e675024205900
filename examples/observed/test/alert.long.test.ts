import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { startService } from '../../store/test/service.ts';
import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { fill } from './fill.ts';
import { startLoad } from './start-load.ts';
import { startObserved } from './start-observed.ts';

const POLL = { timeout: 120_000, interval: 250 };

/** What a full volume must raise. */
const FULL = ['Http507CapacityShare page', 'Http507UploadsRefused page', 'Http507WatermarkExceeded ticket'];

describeUnless(noTmpfs ?? whyNoCommand('prometheus'), 'a real Prometheus', () => {
  test('pages when a volume is full under load, until there is room', { timeout: 300_000 }, async () => {
    const limits = { CAPACITY_BYTES: '100000000' };
    const { url, firing } = await startObserved({ DATA_DIR: await mountTmpfs(), ...limits });
    const load = startLoad(url, 'ann');
    await vi.waitFor(() => expect(load.takeStatuses()).toContain(201), POLL);
    expect(await firing()).toEqual([]);

    const empty = await fill(url);
    await vi.waitFor(() => expect(load.takeStatuses()).toContain(507), POLL);
    await vi.waitFor(async () => expect(await firing()).toEqual(expect.arrayContaining(FULL)), POLL);

    await empty();
    await vi.waitFor(async () => {
      const alerts = await firing();
      expect(FULL.filter((alert) => alerts.includes(alert))).toEqual([]);
    }, POLL);
    expect(load.takeStatuses().at(-1)).toBe(201);
  });

  test('pages nobody while only quotas are used up', { timeout: 300_000 }, async () => {
    const limits = { QUOTA_BYTES: '1000' };
    const { url, firing, query } = await startObserved({ DATA_DIR: await mountTmpfs(), ...limits });
    const load = startLoad(url, 'ann');
    await vi.waitFor(async () => expect(await firing()).toEqual(['Http507QuotaShare none']), POLL);
    expect(new Set(load.takeStatuses())).toEqual(new Set([507]));
    // Not even pending.
    expect(await query('last_over_time(ALERTS{severity="page"}[10m])')).toEqual([]);
  });

  test('is not started on a port in use, which the service says', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void busy.close());
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    const { output } = await startService('observed', { PROMETHEUS_PORT: String(port) });
    await vi.waitFor(() => expect(output()).toMatch(/without Prometheus: .*address already in use/), POLL);
  });
});
