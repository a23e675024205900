import { strict as assert } from 'node:assert';

import { StorageExhaustedError } from '@http507/core';

import { requestHttp2 } from '../clients/request-http2.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { GOLDEN_CAPACITY, REQUEST_ID } from '../golden.ts';
import type { Scenario } from '../subject.ts';
import { withServer } from '../with-server.ts';

const exhausted: Scenario = {
  http2: true,
  options: { logger: false, requestId: () => REQUEST_ID },
  route({ setHeader }) {
    setHeader('ETag', '"stale"');
    throw new StorageExhaustedError({ retryAfter: 120 });
  },
};

/** Replies over HTTP/2. */
export const http2Cases: readonly ConformanceCase[] = [
  {
    id: 'http2.reply',
    must: 'MUST send the same headers and body over HTTP/2, without headers that HTTP/2 forbids',
    needs: 'http2',
    check: (subject) =>
      withServer(subject, exhausted, async ({ origin }) => {
        const { status, headers, body } = await requestHttp2(origin, { ':path': '/' });
        const own = Object.entries(headers).filter(([name]) => name !== ':status' && name !== 'date');
        assert.equal(status, 507);
        assert.deepEqual(Object.fromEntries(own), GOLDEN_CAPACITY['application/json']?.headers);
        assert.equal(body, GOLDEN_CAPACITY['application/json']?.body);
      }),
  },
  {
    id: 'http2.head',
    must: 'MUST answer HEAD over HTTP/2 without a body',
    needs: 'http2',
    check: (subject) =>
      withServer(subject, exhausted, async ({ origin }) => {
        const answer = await requestHttp2(origin, { ':path': '/', ':method': 'HEAD' });
        assert.deepEqual([answer.status, answer.body, answer.rstCode], [507, '', 0]);
        assert.equal(
          answer.headers['content-length'],
          GOLDEN_CAPACITY['application/json']?.headers['content-length'],
        );
      }),
  },
  {
    id: 'http2.upload',
    must: 'MUST deliver the 507 to 20 of 20 uploads of 20 MB over HTTP/2, and stop them without an error',
    needs: 'http2',
    check: (subject) =>
      withServer(subject, exhausted, async ({ origin }) => {
        for (let count = 0; count < 20; count += 1) {
          const answer = await requestHttp2(
            origin,
            { ':path': '/', ':method': 'PUT' },
            Buffer.alloc(20_000_000),
          );
          assert.equal(answer.status, 507);
          assert.equal(answer.body, GOLDEN_CAPACITY['application/json']?.body);
          assert.equal(answer.rstCode, 0);
          assert.ok(answer.sessionLives);
        }
      }),
  },
];
