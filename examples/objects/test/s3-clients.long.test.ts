import { s3 } from '@http507/core/profiles';
import { expect, test } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { expectRow } from '../../../test/client-table.ts';
import { PHOTO_BYTES } from './client-folder.ts';
import { lineWith } from './line-with.ts';
import { S3_UPLOADERS } from './s3-clients.ts';
import { type Outcome, uploadPhoto } from './upload-photo.ts';

const QUOTA = 'The storage allotted to this account is used up. Used: 11 of 5000000 bytes.';
const CAPACITY = 'The server has no room to store this right now.';

function attemptsOf({ requests }: Outcome): number {
  return requests.filter((request) => request === 'PUT /s3/photos/photo.jpg').length;
}

for (const { name, found, recorded, upload, attempts, attemptsAt413, bytes } of S3_UPLOADERS) {
  const { reason, version } = found;
  describeUnless(reason, `${name} ${version ?? ''}`, () => {
    test('stores the photo', async () => {
      const { output, stored } = await uploadPhoto('roomy', upload);
      expect(stored.byteLength, output).toBe(PHOTO_BYTES);
      expect(stored.equals(Buffer.alloc(PHOTO_BYTES, 'a photo '))).toBe(true);
    });

    const isRecorded = version === recorded;
    const note = isRecorded ? '' : ` (its row in docs/protocols.md is of ${recorded}, and is not checked)`;
    test(`shows why there is no room, and the old version stays${note}`, async () => {
      const [without, withIt, midway] = await Promise.all([
        uploadPhoto('without', upload),
        uploadPhoto('with', upload),
        uploadPhoto('midway', upload),
      ]);
      for (const { stored } of [without, withIt, midway]) expect(stored.toString()).toBe('old version');
      expect(without.output).not.toContain(CAPACITY);
      expect(withIt.output).toContain(QUOTA);
      expect(midway.output).toContain(CAPACITY);
      expect(attemptsOf(withIt)).toBeLessThanOrEqual(attempts[1]);
      expect(attemptsOf(midway)).toBe(attemptsOf(withIt));
      if (!isRecorded) return;
      expect([attemptsOf(without), attemptsOf(withIt)]).toEqual(attempts);
      expect([without.bytes, withIt.bytes]).toEqual(bytes);
      const sees = `\`${lineWith(QUOTA, withIt.output)}\``;
      expectRow('S3', { client: `${name} ${version}`, sees, attempts, bytes });
    }, 200_000);

    test(`makes ${attemptsAt413 === 1 ? 'one attempt' : '3 attempts'} if the status is 413`, async () => {
      const refused = await uploadPhoto('with', upload, { ...s3, status: 413 });
      expect(refused.output).toContain(QUOTA);
      expect(attemptsOf(refused)).toBe(attemptsAt413);
    });
  });
}
