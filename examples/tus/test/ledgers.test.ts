import { stat } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';

import { SHARED_LEDGERS } from '../../store/test/ledgers.ts';
import { makeFolder, type Service, startService } from '../../store/test/service.ts';
import { create, created, fileOf, head, openPatch, patch, terminate, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '1000000000', QUOTA_BYTES: '1000000' };

async function startTwo(env: Record<string, string>): Promise<[Service, Service]> {
  const all = { ...LIMITS, DATA_DIR: await makeFolder(), ...env };
  return await Promise.all([startService('tus', all), startService('tus', all)]);
}

/** Returns the address of an upload at another process. */
const at = ({ url }: Service, upload: string): string => url + new URL(upload).pathname;

const places = SHARED_LEDGERS.map((place) => ({
  ...place,
  title: `${place.name}${place.missing ? ` (skipped: ${place.missing})` : ''}`,
}));

describe.each(places)('two processes with their ledger in $title', ({ missing, setUp }) => {
  test.skipIf(missing)('create exactly as many uploads as the quota allows, and finish them', async () => {
    const [one, other] = await startTwo(await setUp());
    const responses = await Promise.all(
      Array.from({ length: 60 }, (_, index) => create(index % 2 ? one.url : other.url, 50_000)),
    );
    const uploads = responses
      .filter(({ status }) => status === 201)
      .map(({ headers }) => headers.get('location') ?? '');
    expect(uploads).toHaveLength(20);
    expect(responses.filter(({ status }) => status === 507)).toHaveLength(40);
    expect(await usage(one.url)).toMatchObject({ usedBytes: 0, reservedBytes: 1_000_000 });
    // Each part goes to another process than the one before.
    const statuses = await Promise.all(
      uploads.map(async (path, index) => {
        const [first, second] = index % 2 ? [one, other] : [other, one];
        await patch(first.url + path, 0, Buffer.alloc(20_000));
        return (await patch(second.url + path, 20_000, Buffer.alloc(30_000))).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([204]));
    for (const { url } of [one, other])
      expect(await usage(url)).toMatchObject({ usedBytes: 1_000_000, reservedBytes: 0, availableBytes: 0 });
    await Promise.all(uploads.flatMap((path) => [one, other].map(({ url }) => terminate(url + path))));
    expect(await usage(one.url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  });

  test.skipIf(missing)('keep the room of an upload whose process was killed in the middle', async () => {
    const [killed, other] = await startTwo(await setUp());
    const upload = await created(killed.url, 600_000);
    const deferred = await created(killed.url);
    await patch(deferred, 0, Buffer.alloc(1000));
    openPatch(upload, 0, 600_000).write(Buffer.alloc(200_000));
    await vi.waitFor(
      async () => expect((await stat(fileOf(other.dataDir, upload))).size).toBe(200_000),
      20_000,
    );
    await killed.stop('SIGKILL');
    expect((await create(other.url, 400_000)).status).toBe(507);
    expect(await head(at(other, upload))).toMatchObject({ offset: '200000', length: '600000' });
    expect((await patch(at(other, upload), 200_000, Buffer.alloc(400_000))).status).toBe(204);
    const last = await patch(at(other, deferred), 1000, Buffer.alloc(0), { 'upload-length': '1000' });
    expect(last.status).toBe(204);
    expect(await usage(other.url)).toMatchObject({ usedBytes: 601_000, reservedBytes: 0 });
  });

  test.skipIf(missing)('free the room of expired uploads once', async () => {
    const [one, other] = await startTwo({ ...(await setUp()), LEASE_SECONDS: '6' });
    const finished = await created(one.url, 300_000);
    expect((await patch(finished, 0, Buffer.alloc(300_000))).status).toBe(204);
    const unfinished = await created(one.url, 600_000);
    await patch(unfinished, 0, Buffer.alloc(1000));
    expect(await usage(other.url)).toMatchObject({ usedBytes: 300_000, reservedBytes: 600_000 });
    await vi.waitFor(
      async () => expect(await usage(other.url)).toMatchObject({ usedBytes: 300_000, reservedBytes: 0 }),
      20_000,
    );
    expect((await patch(at(other, unfinished), 1000, Buffer.alloc(1000))).status).toBeGreaterThanOrEqual(404);
    expect((await create(other.url, 700_000)).status).toBe(201);
    expect((await create(one.url, 1)).status).toBe(507);
  });
});
