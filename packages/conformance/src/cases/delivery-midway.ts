import { strict as assert } from 'node:assert';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { StorageExhaustedError } from '@http507/core';

import { UPLOADERS } from '../clients/uploaders.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { expectDelivered, UPLOAD_SIZE, UPLOADS } from '../expect-delivered.ts';
import { withServer } from '../with-server.ts';

/** Storage runs out in the middle of an upload. */
export const deliveryMidwayCases: readonly ConformanceCase[] = [
  {
    id: 'delivery.midway.pipeline',
    must: 'MUST deliver the 507 when an upload through pipeline fails midway',
    needs: '/dev/full',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) => pipeline(incoming, createWriteStream('/dev/full')),
      }),
  },
  {
    id: 'delivery.midway.for-await',
    must: 'MUST deliver the 507 when an upload that is read by for await fails midway',
    check: (subject) =>
      expectDelivered(subject, {
        async route({ incoming }) {
          let bytes = 0;
          for await (const chunk of incoming) {
            bytes += chunk.length;
            if (bytes > UPLOAD_SIZE / 4) throw new StorageExhaustedError();
          }
        },
      }),
  },
  {
    id: 'delivery.midway.pipe',
    must: 'MUST deliver the 507 when an upload through pipe fails midway',
    needs: '/dev/full',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) =>
          new Promise((_, reject) => {
            incoming.pipe(createWriteStream('/dev/full')).once('error', reject);
          }),
      }),
  },
  {
    id: 'delivery.midway.data',
    must: 'MUST deliver the 507 when an upload that is read by data events fails midway',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) =>
          new Promise((_, reject) => {
            incoming.on('data', () => reject(new StorageExhaustedError()));
          }),
      }),
  },
  {
    id: 'delivery.midway.profile',
    must: 'MUST deliver the reply of a profile when an upload fails midway',
    needs: '/dev/full',
    check: (subject) =>
      withServer(
        subject,
        {
          options: { logger: false, profile: 'webdav' },
          route: ({ incoming }) => pipeline(incoming, createWriteStream('/dev/full')),
        },
        async ({ origin }) => {
          for (let count = 0; count < UPLOADS; count += 1) {
            const answer = await UPLOADERS['http.request']?.(`${origin}/files/big`, UPLOAD_SIZE);
            assert.equal(answer?.status, 507);
            assert.match(answer.body, /sufficient-disk-space/);
          }
        },
      ),
  },
];
