import { existsSync } from 'node:fs';

import { createAdaptorServer } from '@hono/node-server';
import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhausted } from '@http507/fetch';
import { lazyContinue } from '@http507/node';
import { describe, expect, test } from 'vitest';

import { SERVICES, startService } from '../../../examples/store/test/service.ts';
import { type InspectOptions, inspect } from '../src/index.ts';

/** What is asked of each service: a path and options. */
const ASKED: readonly (readonly [path: string, options: InspectOptions])[] = [
  ['/status/507', {}],
  ['/status/507?reason=quota&retryAfter=30', {}],
  ['/files/big.bin', { bodySize: 20_000_000 }],
];

async function findings(url: string, options: InspectOptions = {}): Promise<string[]> {
  const report = await inspect(url, { timeout: 120, ...options });
  expect(report.unasked).toEqual([]);
  expect(report.exchanges.some(({ answer }) => answer?.status === 507)).toBe(true);
  return report.findings.map(({ id, evidence }) => `${id} ${JSON.stringify(evidence)}`);
}

describe.each(SERVICES)('inspect finds nothing in the example on %s', { timeout: 120_000 }, (name) => {
  test.each(ASKED)('at %s', async (path, options) => {
    const { url } = await startService(name);
    expect(await findings(url + path, options)).toEqual([]);
  });

  test('at a file, if not a byte more fits', async () => {
    const { url } = await startService(name, { CAPACITY_BYTES: '1' });
    expect(await findings(`${url}/files/a`)).toEqual([]);
  });

  test.skipIf(!existsSync('/dev/full'))(
    "at the kernel's own ENOSPC (skipped without /dev/full)",
    async () => {
      const { url } = await startService(name);
      expect(await findings(`${url}/simulate/enospc`, { methods: ['POST'] })).toEqual([]);
    },
  );
});

describe('the fetch adapter on Node', { timeout: 120_000 }, () => {
  const create = () =>
    createAdaptorServer({
      fetch: storageExhausted(
        () => {
          throw new StorageExhaustedError({ retryAfter: 60 });
        },
        { logger: false },
      ),
    });

  test('gives no finding', async () => {
    const server = create();
    lazyContinue(server);
    expect(await findings(await listen(server))).toEqual([]);
  });

  test('gives one without lazyContinue, because Node asks for the body before a handler runs', async () => {
    const ids = (await findings(await listen(create()))).map((finding) => finding.split(' ')[0]);
    expect(ids).toEqual(['expect.refused']);
  });
});
