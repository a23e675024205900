import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';
import { untilItFails } from './until-it-fails.ts';

const leveldb = await import('classic-level').catch(() => undefined);
const reason = leveldb ? whyNoVolume : 'classic-level has no binary for this machine';

describeUnless(reason, 'LevelDB on a full volume', () => {
  const DATA = 'x'.repeat(10_000);
  let volume: SmallVolume;
  beforeAll(() => {
    volume = mountSmallVolume();
  });
  afterAll(() => volume.unmount());

  test('classic-level: put, batch, open', async () => {
    const { ClassicLevel } = leveldb as NonNullable<typeof leveldb>;
    const database = new ClassicLevel(join(volume.path, 'database'));
    await database.open();
    const put = () => untilItFails((attempt) => database.put(`k${attempt}`, DATA));
    const batch = () => database.batch([{ type: 'put', key: 'k', value: DATA.repeat(100) }]);
    try {
      expect(await expect507(put, { kind: 'database' })).toMatchObject({ code: 'LEVEL_IO_ERROR' });
      expect(await expect507(batch, { kind: 'database' })).toMatchObject({ code: 'LEVEL_IO_ERROR' });
    } finally {
      await database.close();
    }
    volume.fill();
    const open = () => new ClassicLevel(join(volume.path, 'database')).open();
    expect(await expect507(open, { kind: 'database' })).toMatchObject({ code: 'LEVEL_DATABASE_NOT_OPEN' });
  });
});
