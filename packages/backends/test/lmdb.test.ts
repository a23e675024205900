import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';

const lmdb = await import('lmdb').catch(() => undefined);
const reason = lmdb ? whyNoVolume : 'lmdb has no binary for this machine';

describeUnless(reason, 'LMDB on a full volume', () => {
  const DATA = Buffer.alloc(200_000);
  let volume: SmallVolume;
  beforeAll(() => {
    volume = mountSmallVolume({ megabytes: 2 });
  });
  afterAll(() => volume.unmount());

  // Not put(), which leaves rejections that nobody can handle. The database then does not close.
  test('lmdb: putSync', async () => {
    const { open } = lmdb as NonNullable<typeof lmdb>;
    const database = open({ path: join(volume.path, 'database'), encoding: 'binary' });
    database.putSync('k', Buffer.alloc(1));
    volume.fill();
    try {
      const putSync = () => database.putSync('k', DATA);
      expect(await expect507(putSync, { kind: 'database' })).toMatchObject({ code: 28 });
    } finally {
      await database.close();
    }
  });
});
