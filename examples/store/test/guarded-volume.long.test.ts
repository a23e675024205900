import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { listFiles } from '../src/folder.ts';
import { partsIn, SERVICES, startService } from './service.ts';
import { mountTmpfs, noTmpfs } from './tmpfs.ts';
import { post, put, putChunked } from './upload.ts';

const CLIENTS = 20;
const UPLOADS = 1_000;
const MAX_BYTES = 500_000;
/** More than the volume holds, so that only the guard of the volume can refuse. */
const ENOUGH = '1000000000';

/** Returns reproducible random numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.each(SERVICES)(
  `the %s service on a small volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`,
  (name) => {
    test.skipIf(noTmpfs)('never gets ENOSPC, and its accounting matches the disk', async () => {
      const seed = randomBytes(4).readInt32LE();
      const random = createRandom(seed);
      const dataDir = await mountTmpfs();
      const { url, output } = await startService(name, {
        DATA_DIR: dataDir,
        CAPACITY_BYTES: ENOUGH,
        QUOTA_BYTES: ENOUGH,
      });
      const counts: Record<number, number> = {};
      const count = async (answer: Response): Promise<void> => {
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
        const text = await answer.text();
        if (answer.status === 507) expect(JSON.parse(text)).toMatchObject({ reason: 'capacity' });
      };
      const act = async (): Promise<void> => {
        const file = `file-${Math.floor(random() * 30)}`;
        const body = new Uint8Array(Math.floor(random() * MAX_BYTES));
        const kind = random();
        if (kind < 0.6) await count(await put(`${url}/files/${file}`, body));
        else if (kind < 0.8) await count(await putChunked(`${url}/files/${file}`, body));
        else await count(await post(`${url}/files`, body, file));
        if (random() < 0.2) {
          const gone = await fetch(`${url}/files/file-${Math.floor(random() * 30)}`, { method: 'DELETE' });
          expect([204, 404]).toContain(gone.status);
        }
      };
      let left = UPLOADS;
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          while (left > 0) {
            left -= 1;
            await act();
          }
        }),
      );
      expect(output(), `seed ${seed}`).not.toContain('ENOSPC');
      expect(Object.keys(counts), `seed ${seed}`).toEqual(['201', '507']);
      const files = await listFiles(dataDir);
      const { usedBytes, reservedBytes } = (await (await fetch(`${url}/usage`)).json()) as Record<
        string,
        number
      >;
      expect([usedBytes, reservedBytes]).toEqual([files.reduce((sum, { bytes }) => sum + bytes, 0), 0]);
      expect(await partsIn(dataDir)).toEqual([]);
    });
  },
);
