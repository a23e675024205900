import { randomBytes } from 'node:crypto';
import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { partsIn, SERVICES, startService } from './service.ts';
import { mountTmpfs, noTmpfs } from './tmpfs.ts';
import { post, put, putChunked } from './upload.ts';

// More than the volume holds, so that the volume fills up first.
const CAPACITY_BYTES = '100000000';

describe.each(SERVICES)(
  `the %s service on a full volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`,
  (name) => {
    test.skipIf(noTmpfs)('answers 507, keeps the old version and leaves no part', async () => {
      const { url, dataDir, output } = await startService(name, {
        DATA_DIR: await mountTmpfs(),
        CAPACITY_BYTES,
      });
      const old = randomBytes(1_000_000);
      expect((await put(`${url}/files/old`, old)).status).toBe(201);
      const { bavail, bsize } = await statfs(dataDir);
      for (const upload of [
        () => put(`${url}/files/old`, randomBytes(8_000_000)),
        () => putChunked(`${url}/files/old`, randomBytes(8_000_000)),
        () => post(`${url}/files`, randomBytes(8_000_000), 'old'),
        // Only the last bytes do not fit.
        () => put(`${url}/files/old`, randomBytes(bavail * bsize + 1)),
        () => post(`${url}/files`, randomBytes(bavail * bsize + 1), 'old'),
      ]) {
        const response = await upload();
        expect([response.status, await response.json()]).toEqual([
          507,
          expect.objectContaining({ error: 'insufficient_storage', reason: 'capacity' }),
        ]);
        expect(await partsIn(dataDir)).toEqual([]);
        const download = await fetch(`${url}/files/old`);
        expect(old.equals(Buffer.from(await download.arrayBuffer()))).toBe(true);
      }
      // The guard has refused it, not the kernel.
      await vi.waitFor(() => expect(output()).toContain('do not fit'), 20_000);
      expect(output()).not.toContain('ENOSPC');
      expect((await put(`${url}/files/new`, randomBytes(2_000_000))).status).toBe(201);
    });

    test.skipIf(noTmpfs)('starts on a full volume, and removing a file makes room', async () => {
      const dataDir = await mountTmpfs();
      const { bavail, bsize } = await statfs(dataDir);
      await writeFile(join(dataDir, 'ballast'), Buffer.alloc(bavail * bsize));
      const { url } = await startService(name, { DATA_DIR: dataDir, CAPACITY_BYTES });
      expect((await put(`${url}/files/new`, 'new')).status).toBe(507);
      const document = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      expect((await fetch(`${url}/documents`, document)).status).toBe(507);
      expect((await fetch(`${url}/files/ballast`, { method: 'DELETE' })).status).toBe(204);
      expect((await put(`${url}/files/new`, 'new')).status).toBe(201);
      expect((await fetch(`${url}/documents`, document)).status).toBe(201);
      expect(await partsIn(dataDir)).toEqual([]);
    });
  },
);
