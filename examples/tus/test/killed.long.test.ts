import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Upload } from 'tus-js-client';
import { describe, expect, test, vi } from 'vitest';

import { freePort } from '../../../packages/conformance/src/free-port.ts';
import { SHARED_LEDGERS } from '../../store/test/ledgers.ts';
import { makeFolder, startService } from '../../store/test/service.ts';
import { sendWithTus, start, statusOf } from './send-with-tus.ts';
import { fileOf, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '1000000000', QUOTA_BYTES: '100000000' };

const MEMORY = { name: 'the process', missing: undefined, setUp: async () => ({}) };
const places = [MEMORY, ...SHARED_LEDGERS].map((place) => ({
  ...place,
  title: `${place.name}${place.missing ? ` (skipped: ${place.missing})` : ''}`,
}));

describe.each(places)('with the ledger in $title', ({ missing, setUp }) => {
  test.skipIf(missing)('tus-js-client survives kill -9 in the middle of a PATCH', async () => {
    const env = {
      ...LIMITS,
      ...(await setUp()),
      DATA_DIR: await makeFolder(),
      PORT: String(await freePort()),
    };
    const killed = await startService('tus', env);
    const content = randomBytes(60_000_000);
    const upload = new Upload(content, {
      endpoint: `${killed.url}/files`,
      retryDelays: Array.from({ length: 100 }, () => 200),
    });
    const finished = start(upload);
    const stored = async (): Promise<number> => (await stat(fileOf(env.DATA_DIR, upload.url ?? ''))).size;
    await vi.waitFor(async () => expect(await stored()).toBeGreaterThan(0), { interval: 1, timeout: 20_000 });
    await killed.stop('SIGKILL');
    const before = await stored();
    expect(before).toBeLessThan(content.length);

    const { url } = await startService('tus', env);
    expect(await finished).toBeUndefined();
    expect(await usage(url)).toMatchObject({ usedBytes: content.length, reservedBytes: 0 });
    const found = await (await fetch(upload.url ?? '')).arrayBuffer();
    expect(content.equals(Buffer.from(found))).toBe(true);
  });
});

describe.each(places.slice(1))('two processes with the ledger in $title', ({ missing, setUp }) => {
  test.skipIf(missing)('take exactly as many uploads of tus-js-client as the quota allows', async () => {
    const env = { ...LIMITS, QUOTA_BYTES: '10000000', ...(await setUp()), DATA_DIR: await makeFolder() };
    const [one, other] = await Promise.all([startService('tus', env), startService('tus', env)]);
    const content = randomBytes(1_000_000);
    const sent = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        sendWithTus(index % 2 ? one.url : other.url, content, { retryDelays: null, chunkSize: 300_000 }),
      ),
    );
    const statuses = sent.map(({ error }) => error && statusOf(error));
    expect(statuses.filter((status) => status === undefined)).toHaveLength(10);
    expect(statuses.filter((status) => status === 507)).toHaveLength(14);
    for (const { url } of [one, other])
      expect(await usage(url)).toMatchObject({ usedBytes: 10_000_000, reservedBytes: 0 });
  });
});
