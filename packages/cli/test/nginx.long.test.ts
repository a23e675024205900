import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, onTestFinished, test } from 'vitest';

import { hasNginx, startNginx } from '../../conformance/src/nginx.ts';
import { type InspectOptions, type InspectReport, inspect } from '../src/index.ts';
import { startSimulator } from '../src/simulate/index.ts';

const requiresServices = process.env.HTTP507_REQUIRE_SERVICES === '1';

const cache = mkdtempSync(join(tmpdir(), 'http507-cache-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Inspects a right 507 through nginx. */
async function throughNginx(
  settings: Parameters<typeof startNginx>[1],
  options: InspectOptions = {},
): Promise<InspectReport> {
  const simulator = await startSimulator();
  onTestFinished(simulator.close);
  const nginx = await startNginx(Number(new URL(simulator.url).port), settings);
  onTestFinished(() => nginx.close());
  return await inspect(`${nginx.origin}/status/507`, { timeout: 60, origin: simulator.url, ...options });
}

const idsOf = ({ findings }: InspectReport): string[] => findings.map(({ id }) => id);

describe.skipIf(!hasNginx && !requiresServices)(
  'inspect through nginx (skipped without nginx)',
  { timeout: 60_000 },
  () => {
    test('finds that a default nginx tells its version and reads every upload first', async () => {
      const report = await throughNginx({});
      expect(idsOf(report)).toEqual(['leak.version', 'delivery.late']);
      expect(report.answeredBy).toEqual({
        hop: 'behind-proxy',
        signs: [expect.stringMatching(/^server: nginx\/\d/), 'server of the origin: (none)'],
      });
    });

    test('finds that nginx answers 100 Continue itself if it reads no upload first', async () => {
      const report = await throughNginx({
        http: 'server_tokens off;',
        location: 'proxy_request_buffering off; proxy_http_version 1.1;',
      });
      expect(idsOf(report)).toEqual(['expect.refused']);
    });

    test('finds that nginx replaces the answer', async () => {
      const report = await throughNginx(
        { http: 'server_tokens off;', location: 'proxy_intercept_errors on; error_page 507 =503 /none;' },
        { methods: ['GET'] },
      );
      expect(idsOf(report)).toContain('hop.changed');
      expect(report.exchanges[0]?.answer?.status).toBe(503);
    });

    test('finds that nginx keeps the answer in its cache', async () => {
      const report = await throughNginx(
        {
          http: `server_tokens off; proxy_cache_path ${cache} keys_zone=c:1m use_temp_path=off;`,
          location:
            'proxy_cache c; proxy_cache_valid any 1m; proxy_ignore_headers Cache-Control Vary; add_header X-Cache $upstream_cache_status always;',
        },
        { methods: ['GET'] },
      );
      expect(idsOf(report)).toEqual(expect.arrayContaining(['cache.hit', 'request-id.repeated']));
    });
  },
);
