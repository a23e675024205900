import { strict as assert } from 'node:assert';

import { StorageExhaustedError } from '@http507/core';
import { documentSchema } from '@http507/openapi';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

import { request } from '../clients/request.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { withServer } from '../with-server.ts';

const ERRORS = [
  new StorageExhaustedError(),
  new StorageExhaustedError({ temporary: false, retryAfter: 120 }),
  new StorageExhaustedError({ reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } }),
];

/** The published JSON Schema. */
export const schemaCases: readonly ConformanceCase[] = ['application/json', 'application/problem+json'].map(
  (mediaType) => ({
    id: `schema.${mediaType}`,
    must: `MUST send ${mediaType} that matches the published JSON Schema`,
    async check(subject) {
      const validate = addFormats.default(new Ajv()).compile(documentSchema);
      for (const error of ERRORS) {
        const route = (): never => {
          throw error;
        };
        await withServer(subject, { route }, async ({ origin }) => {
          const { body } = await request(origin, { headers: { Accept: mediaType } });
          assert.ok(validate(JSON.parse(body)), JSON.stringify(validate.errors));
        });
      }
    },
  }),
);
