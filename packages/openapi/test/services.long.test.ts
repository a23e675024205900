import { existsSync } from 'node:fs';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';

import { SERVICES, startService } from '../../../examples/store/test/service.ts';
import { documentSchema, insufficientStorageResponse } from '../src/index.ts';

const validate = addFormats.default(new Ajv()).compile(documentSchema);
const { headers, content } = insufficientStorageResponse();
const required = Object.entries(headers).flatMap(([name, header]) => ('required' in header ? [name] : []));

describe.each(SERVICES)('the example on %s answers as the response describes', (name) => {
  test('at /status/507, in every media type', async () => {
    const { url } = await startService(name);
    for (const query of ['', '?reason=quota&retryAfter=30']) {
      for (const mediaType of Object.keys(content)) {
        const response = await fetch(`${url}/status/507${query}`, { headers: { Accept: mediaType } });
        expect(response.headers.get('content-type')).toMatch(
          new RegExp(`^${mediaType.replace('+', '\\+')};`),
        );
        for (const header of required) expect([header, response.headers.has(header)]).toEqual([header, true]);
        const body = await response.text();
        if (mediaType.endsWith('json')) {
          expect(validate(JSON.parse(body)), JSON.stringify(validate.errors)).toBe(true);
        }
      }
    }
  });

  test('at an upload that does not fit', async () => {
    const { url } = await startService(name, { CAPACITY_BYTES: '1' });
    const response = await fetch(`${url}/files/a`, { method: 'PUT', body: 'abc' });
    expect(validate(await response.json()), JSON.stringify(validate.errors)).toBe(true);
  });

  test.skipIf(!existsSync('/dev/full'))(
    "at the kernel's own ENOSPC (skipped without /dev/full)",
    async () => {
      const { url } = await startService(name);
      const response = await fetch(`${url}/simulate/enospc`, { method: 'POST' });
      expect(validate(await response.json()), JSON.stringify(validate.errors)).toBe(true);
    },
  );
});
