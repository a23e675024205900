import { strict as assert } from 'node:assert';
import { createWriteStream, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

import { StorageExhaustedError } from '@http507/core';

import { request } from '../clients/request.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { LOOK_ALIKES } from '../look-alikes.ts';
import { ODD_VALUES } from '../odd-values.ts';
import type { RouteContext, Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

/** Thrown values and their answers. */
export const thrownCases: readonly ConformanceCase[] = [
  {
    id: 'thrown.sync',
    must: 'MUST answer 507 if a synchronous handler throws',
    async check(subject) {
      await expect507(subject, () => {
        throw new StorageExhaustedError();
      });
    },
  },
  {
    id: 'thrown.async',
    must: 'MUST answer 507 if an async handler rejects, at once or later',
    async check(subject) {
      await expect507(subject, () => Promise.reject(new StorageExhaustedError()));
      await expect507(subject, async () => {
        await new Promise(setImmediate);
        throw new StorageExhaustedError();
      });
    },
  },
  {
    id: 'thrown.enospc',
    must: "MUST answer 507 to the kernel's own ENOSPC",
    needs: '/dev/full',
    async check(subject) {
      await expect507(subject, () => writeFileSync('/dev/full', 'x'));
      await expect507(subject, () => writeFile('/dev/full', 'x'));
      await expect507(subject, () => pipeline(Readable.from(['x']), createWriteStream('/dev/full')));
    },
  },
  {
    id: 'thrown.wrapped',
    must: 'MUST answer 507 to a storage error that is a cause, or one of several errors',
    async check(subject) {
      const inner = Object.assign(new Error('x'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
      await expect507(subject, () => Promise.reject(new Error('outer', { cause: inner })));
      await expect507(subject, () => Promise.reject(new AggregateError([new Error('other'), inner])));
      const ours = new Error('outer', { cause: new StorageExhaustedError({ reason: 'quota' }) });
      const answer = await expect507(subject, () => Promise.reject(ours));
      assert.equal(JSON.parse(answer).reason, 'quota');
    },
  },
  {
    id: 'thrown.second-copy',
    must: 'MUST answer 507 to an error of another copy of core, in ESM and CJS, and of a subclass',
    async check(subject) {
      const require = createRequire(import.meta.url);
      const commonJs = require('@http507/core');
      const file = new URL(
        'storage-exhausted-error.js?second-copy',
        pathToFileURL(require.resolve('@http507/core')),
      );
      const esm = await import(file.href);
      class Subclass extends StorageExhaustedError {
        override name = 'Subclass';
      }
      for (const Copy of [commonJs.StorageExhaustedError, esm.StorageExhaustedError, Subclass]) {
        const answer = await expect507(subject, () => {
          throw new Copy('note', { reason: 'quota', retryAfter: 7 });
        });
        assert.equal(JSON.parse(answer).retryAfter, 7);
      }
    },
  },
  {
    id: 'thrown.odd-values',
    must: 'MUST survive every odd thrown value, and answer the request',
    async check(subject) {
      for (const [name, make] of Object.entries(ODD_VALUES)) {
        const status = await statusFor(subject, async () => {
          throw make();
        });
        assert.ok(status >= 400 && status !== 507, `${name}: ${status}`);
      }
    },
  },
  {
    id: 'thrown.odd-causes',
    must: 'MUST survive every odd value as the cause of a storage error',
    async check(subject) {
      for (const make of Object.values(ODD_VALUES)) {
        await expect507(subject, async () => {
          throw new StorageExhaustedError('note', { cause: make() });
        });
      }
    },
  },
  {
    id: 'thrown.look-alikes',
    must: 'MUST pass on every error that is not about storage, as the identical value',
    async check(subject) {
      for (const [name, make] of Object.entries(LOOK_ALIKES)) {
        const error = make();
        const passedOn: unknown[] = [];
        const status = await statusFor(
          subject,
          () => Promise.reject(error),
          (thrown) => passedOn.push(thrown),
        );
        assert.equal(status, 500, name);
        assert.equal(passedOn.length, 1, name);
        assert.ok(Object.is(passedOn[0], error), name);
      }
    },
  },
  {
    id: 'thrown.unchanged',
    must: 'MUST not change the thrown value',
    async check(subject) {
      const error = Object.freeze(
        Object.assign(new Error('x'), { code: 'ENOSPC', errno: -28, syscall: 'write', status: 418 }),
      );
      await expect507(subject, () => Promise.reject(error));
      const other = Object.assign(new Error('other'), { code: 'EACCES' });
      const before = JSON.stringify(Object.getOwnPropertyDescriptors(other));
      await statusFor(
        subject,
        () => Promise.reject(other),
        () => {
          assert.equal(JSON.stringify(Object.getOwnPropertyDescriptors(other)), before);
        },
      );
    },
  },
  {
    id: 'thrown.nothing',
    must: 'MUST not change a successful response',
    check: (subject) =>
      withServer(
        subject,
        {
          route({ outgoing }) {
            outgoing.statusCode = 200;
            outgoing.setHeader('ETag', '"own"');
            outgoing.end('stored');
          },
        },
        async ({ origin }) => {
          const { status, headers, body } = await request(origin);
          assert.deepEqual([status, headers.etag, body], [200, '"own"', 'stored']);
          assert.equal(headers['x-request-id'], undefined);
          assert.equal(headers['cache-control'], undefined);
        },
      ),
  },
];

function expect507(subject: Subject, route: (context: RouteContext) => unknown): Promise<string> {
  return withServer(subject, { route }, async ({ origin }) => {
    const { status, body } = await request(origin);
    assert.equal(status, 507);
    return body;
  });
}

function statusFor(
  subject: Subject,
  route: () => unknown,
  onForeign: (thrown: unknown) => void = () => {},
): Promise<number> {
  return withServer(subject, { route, onForeign }, async ({ origin }) => (await request(origin)).status);
}
