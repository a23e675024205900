import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { restartDelay } from '../src/server/restart-delay.ts';
import { Service } from '../src/server/service.ts';
import { Volume } from '../src/server/volume.ts';

test('a start that fails leaves no listeners', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'http507-service-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const volume = Volume.open(join(folder, 'volume'), false, 'limit');
  const service = new Service({ framework: 'koa', variant: 'with', volume, port: 0, pageOrigins: [] });
  // There is no script beside the sources.
  await expect(service.start()).rejects.toThrow('koa-with ended at its start');
  expect(service.listenerCount('listening')).toBe(0);
});

test('the delay before a restart grows with failed starts, up to half a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_100].map(restartDelay)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});
