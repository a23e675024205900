import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { startService } from '../../store/test/service.ts';
import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { fill } from './fill.ts';
import { created, fileOf, head, openPatch, patch, terminate, usage } from './tus.ts';

const LIMITS = { CAPACITY_BYTES: '100000000', QUOTA_BYTES: '1000000' };

describe('an upload of deferred length', () => {
  test('stops where the quota ends, and resumes once there is room', async () => {
    const { url, dataDir } = await startService('tus', LIMITS);
    const other = await created(url, 600_000);
    const upload = await created(url);
    const content = randomBytes(900_000);
    const refused = await patch(upload, 0, content);
    expect(refused.status).toBe(507);
    const { offset, deferred } = await head(upload);
    expect([refused.headers.get('upload-offset'), deferred]).toEqual([offset, '1']);
    const stored = Number(offset);
    expect((await stat(fileOf(dataDir, upload))).size).toBe(stored);
    expect(stored).toBeLessThanOrEqual(400_000);
    expect(await usage(url)).toMatchObject({ usedBytes: 0, availableBytes: expect.any(Number) });

    expect(await terminate(other)).toBe(204);
    const rest = content.subarray(stored);
    const last = await patch(upload, stored, rest, { 'upload-length': '900000' });
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '900000']);
    expect(await usage(url)).toMatchObject({ usedBytes: 900_000, reservedBytes: 0 });
    expect(content.equals(Buffer.from(await (await fetch(upload)).arrayBuffer()))).toBe(true);
  });

  test('a length that does not fit is refused and not recorded', async () => {
    const { url } = await startService('tus', LIMITS);
    const upload = await created(url);
    expect((await patch(upload, 0, Buffer.alloc(10))).status).toBe(204);
    const refused = await patch(upload, 10, Buffer.alloc(10), { 'upload-length': '1000001' });
    expect([refused.status, refused.headers.get('upload-offset')]).toEqual([507, '10']);
    expect(await head(upload)).toMatchObject({ offset: '10', length: null, deferred: '1' });
    const accepted = await patch(upload, 10, Buffer.alloc(10), { 'upload-length': '20' });
    expect(accepted.status).toBe(204);
    expect(await usage(url)).toMatchObject({ usedBytes: 20, reservedBytes: 0 });
  });
});

test('an empty PATCH of a finished upload is not counted', async () => {
  const { url } = await startService('tus', LIMITS);
  const upload = await created(url, 1000);
  expect((await patch(upload, 0, Buffer.alloc(1000))).status).toBe(204);
  // More than the ledger in memory remembers.
  for (let count = 0; count < 101; count += 1) await patch(await created(url, 1), 0, Buffer.alloc(1));
  const again = await patch(upload, 1000, Buffer.alloc(0));
  expect([again.status, again.headers.get('upload-offset')]).toEqual([204, '1000']);
  expect((await patch(upload, 1000, Buffer.alloc(1))).status).toBe(413);
  expect(await usage(url)).toMatchObject({ usedBytes: 1101, reservedBytes: 0 });
});

test('an upload of deferred length may announce it when all has arrived', async () => {
  const { url } = await startService('tus', LIMITS);
  for (const bytes of [1000, 0]) {
    const upload = await created(url);
    await patch(upload, 0, Buffer.alloc(bytes));
    const last = await patch(upload, bytes, Buffer.alloc(0), { 'upload-length': String(bytes) });
    expect(last.status).toBe(204);
    expect(await usage(url)).toMatchObject({ usedBytes: 1000, reservedBytes: 0 });
  }
});

test('a client that goes away leaves what it has sent, and its room reserved', async () => {
  const { url, dataDir } = await startService('tus', LIMITS);
  const upload = await created(url, 500_000);
  const request = openPatch(upload, 0, 500_000);
  request.write(Buffer.alloc(100_000));
  await vi.waitFor(async () => expect((await stat(fileOf(dataDir, upload))).size).toBe(100_000), 20_000);
  request.destroy();
  expect(await head(upload)).toMatchObject({ offset: '100000', length: '500000' });
  expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 500_000 });
  expect((await patch(upload, 100_000, Buffer.alloc(400_000))).status).toBe(204);
  expect(await usage(url)).toMatchObject({ usedBytes: 500_000, reservedBytes: 0 });
});

describe.skipIf(noTmpfs)(`on a full volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`, () => {
  const QUOTA_BYTES = '100000000';

  test('a PATCH that meets the kernel’s ENOSPC keeps what is stored, and the upload resumes', async () => {
    const dataDir = await mountTmpfs();
    const { url, output } = await startService('tus', { ...LIMITS, QUOTA_BYTES, DATA_DIR: dataDir });
    const content = randomBytes(3_000_000);
    const upload = await created(url, content.length);
    const file = fileOf(dataDir, upload);
    const request = openPatch(upload, 0, content.length);
    request.write(content.subarray(0, 1_000_000));
    await vi.waitFor(async () => expect((await stat(file)).size).toBe(1_000_000), 20_000);
    const ballast = join(dataDir, 'ballast');
    await fill(ballast);
    request.end(content.subarray(1_000_000));
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(507);
    const stored = (await stat(file)).size;
    expect(stored).toBeGreaterThanOrEqual(1_000_000);
    expect(response.headers['upload-offset']).toBe(String(stored));
    expect(await head(upload)).toMatchObject({ status: 200, offset: String(stored), length: '3000000' });
    await vi.waitFor(() => expect(output()).toContain('ENOSPC'), 20_000);
    // Now the guard knows: the rest is refused before it is written.
    const early = await patch(upload, stored, content.subarray(stored));
    expect([early.status, early.headers.get('upload-offset')]).toEqual([507, String(stored)]);

    await rm(ballast);
    expect((await patch(upload, stored, content.subarray(stored))).status).toBe(204);
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(new Uint8Array(await (await fetch(upload)).arrayBuffer()))).toBe(hash(content));
  });

  test('a record is not lost when the length does not fit on the disk any more', async () => {
    const dataDir = await mountTmpfs();
    const { url } = await startService('tus', { ...LIMITS, QUOTA_BYTES, DATA_DIR: dataDir });
    const upload = await created(url);
    expect((await patch(upload, 0, Buffer.alloc(10))).status).toBe(204);
    const ballast = join(dataDir, 'ballast');
    await fill(ballast);
    const refused = await patch(upload, 10, Buffer.alloc(10), { 'upload-length': '20' });
    expect(refused.status).toBe(507);
    expect(await head(upload)).toMatchObject({ status: 200, offset: '10', deferred: '1' });
    await rm(ballast);
    expect((await patch(upload, 10, Buffer.alloc(10), { 'upload-length': '20' })).status).toBe(204);
  });

  test('refuses to create, leaves nothing behind, and lets uploads be deleted', async () => {
    const dataDir = await mountTmpfs();
    const { url } = await startService('tus', { ...LIMITS, QUOTA_BYTES, DATA_DIR: dataDir });
    const upload = await created(url, 1_000_000);
    await patch(upload, 0, Buffer.alloc(500_000));
    await writeFile(join(dataDir, 'marker'), '');
    await fill(join(dataDir, 'ballast'));
    await expect(created(url, 1_000_000)).rejects.toThrow('507');
    await expect(created(url, 0)).rejects.toThrow('507');
    expect(await terminate(upload)).toBe(204);
    expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
    await created(url, 200_000);
  });
});
