import { strict as assert } from 'node:assert';

import { StorageExhaustedError, type StorageExhaustedOptions } from '@http507/core';

import { request } from '../clients/request.ts';
import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { GOLDEN_CAPACITY, GOLDEN_QUOTA, type Golden, REQUEST_ID } from '../golden.ts';
import { significantHeaders } from '../significant-headers.ts';
import type { Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

const CAPACITY = { retryAfter: 120 } as const;
const QUOTA = { reason: 'quota', usage: { usedBytes: 10_485_000, quotaBytes: 10_485_760 } } as const;

/** The bytes of the reply. */
export const replyCases: readonly ConformanceCase[] = [
  ...Object.entries(GOLDEN_CAPACITY).map(([mediaType, golden]) => ({
    id: `reply.bytes.${mediaType}`,
    must: `MUST send exactly the golden headers and body to a client that asks for ${mediaType}`,
    check: (subject: Subject) => expectGolden(subject, CAPACITY, { Accept: mediaType }, golden),
  })),
  {
    id: 'reply.bytes.quota',
    must: 'MUST send exactly the golden headers and body for a quota that is used up',
    check: (subject) => expectGolden(subject, QUOTA, {}, GOLDEN_QUOTA),
  },
  {
    id: 'reply.default-type',
    must: 'MUST send JSON to a client that accepts anything, sends no Accept, or accepts none of the available types',
    async check(subject) {
      const golden = GOLDEN_CAPACITY['application/json'] as Golden;
      await expectGolden(subject, CAPACITY, {}, golden);
      for (const accept of ['*/*', 'image/png', 'application/json;q=0', 'q', ',;,', '*/*;q=0']) {
        await expectGolden(subject, CAPACITY, { Accept: accept }, golden);
      }
    },
  },
  {
    id: 'reply.browser',
    must: 'MUST send the page to a browser',
    check: (subject) =>
      expectGolden(
        subject,
        CAPACITY,
        { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' },
        GOLDEN_CAPACITY['text/html'] as Golden,
      ),
  },
  {
    id: 'reply.methods',
    must: 'MUST answer every method in the same way',
    async check(subject) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const golden = GOLDEN_CAPACITY['application/json'] as Golden;
        await expectGolden(subject, CAPACITY, {}, golden, method);
      }
    },
  },
  {
    id: 'reply.head',
    must: 'MUST answer HEAD with the same headers and no body',
    check: (subject) =>
      withServer(subject, capacityScenario(), async ({ origin }) => {
        const answer = await request(origin, { method: 'HEAD' });
        assert.deepEqual(significantHeaders(answer.headers), GOLDEN_CAPACITY['application/json']?.headers);
        assert.equal(answer.body, '');
      }),
  },
  {
    id: 'reply.http10',
    must: 'MUST answer an HTTP/1.0 request without chunked encoding and close the connection',
    check: (subject) =>
      withServer(subject, capacityScenario(), async ({ port }) => {
        const answer = await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n');
        assert.match(answer, /^HTTP\/1\.1 507 Insufficient Storage\r\n/);
        assert.doesNotMatch(answer, /transfer-encoding/i);
        assert.ok(answer.endsWith(`\r\n\r\n${GOLDEN_CAPACITY['application/json']?.body}`), answer);
      }),
  },
  {
    id: 'reply.keep-alive',
    must: 'MUST keep the connection usable after a request that has arrived completely',
    check: (subject) =>
      withServer(subject, capacityScenario(), async ({ port }) => {
        const first = 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n';
        const second = 'POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}';
        const last = 'GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
        const answers = await sendRaw(port, first + second + last);
        assert.equal(answers.match(/HTTP\/1\.1 507 /g)?.length, 3, answers);
      }),
  },
  {
    id: 'reply.options',
    must: 'MUST apply the options type, detail and defaultType',
    check: (subject) =>
      withServer(
        subject,
        {
          ...capacityScenario(),
          options: {
            logger: false,
            type: 'https://example.org/problems/full',
            detail: { capacity: 'Voll & <leer> – später' },
            defaultType: 'application/problem+json',
          },
        },
        async ({ origin }) => {
          const answer = await request(origin);
          assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
          assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.body)));
          const document = JSON.parse(answer.body);
          assert.equal(document.type, 'https://example.org/problems/full');
          assert.equal(document.detail, 'Voll & <leer> – später');
        },
      ),
  },
  {
    id: 'reply.bad-options',
    must: 'MUST reject invalid options when the adapter is created, with a TypeError that names the option',
    async check(subject) {
      const bad: Record<string, unknown> = {
        type: 'no uri',
        detail: { capacity: 1 },
        defaultType: 'image/png',
        requestId: 'x',
        recognize: [1],
        onExhausted: {},
        logger: 'yes',
        unheardOf: true,
      };
      for (const [name, value] of Object.entries(bad)) {
        const options = { [name]: value } as never;
        await assert.rejects(
          async () => subject.createServer({ ...capacityScenario(), options }),
          (error) => error instanceof TypeError && error.message.includes(`options.${name}`),
        );
      }
    },
  },
];

function capacityScenario(): Parameters<typeof withServer>[1] {
  return scenarioOf(CAPACITY);
}

function scenarioOf(error: StorageExhaustedOptions): Parameters<typeof withServer>[1] {
  return {
    options: { logger: false, requestId: () => REQUEST_ID },
    route() {
      throw new StorageExhaustedError('a note', error);
    },
  };
}

function expectGolden(
  subject: Subject,
  error: StorageExhaustedOptions,
  headers: Record<string, string>,
  golden: Golden,
  method = 'GET',
): Promise<void> {
  return withServer(subject, scenarioOf(error), async ({ origin }) => {
    const answer = await request(`${origin}/files/a?b=c`, { headers, method });
    assert.equal(answer.status, 507);
    assert.equal(answer.body, golden.body);
    assert.deepEqual(significantHeaders(answer.headers), golden.headers);
  });
}
