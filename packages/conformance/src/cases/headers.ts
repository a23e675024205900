import { strict as assert } from 'node:assert';
import type { IncomingHttpHeaders } from 'node:http';

import { StorageExhaustedError } from '@http507/core';

import { request } from '../clients/request.ts';
import { requestHttp2 } from '../clients/request-http2.ts';
import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { REQUEST_ID } from '../golden.ts';
import type { Scenario } from '../subject.ts';
import { withServer } from '../with-server.ts';

const STALE: Readonly<Record<string, string>> = {
  'Content-Type': 'image/stale',
  'Content-Length': '123456',
  'Content-Encoding': 'gzip',
  'Content-Language': 'stale',
  'Content-Range': 'bytes 0-9/10',
  'Content-Location': '/stale',
  'Content-MD5': 'stale',
  'Content-Digest': 'stale',
  'Content-Disposition': 'attachment; filename=stale',
  'Repr-Digest': 'stale',
  ETag: '"stale"',
  'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
  'Cache-Control': 'public, max-age=31536000',
  Expires: 'Mon, 01 Jan 2035 00:00:00 GMT',
  Age: '1',
  'Accept-Ranges': 'bytes',
  Location: '/stale',
  'Surrogate-Control': 'max-age=86400',
  'CDN-Cache-Control': 'max-age=86400',
  'Retry-After': '1234567',
};

const KEPT: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': 'https://app.example',
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
  'Content-Security-Policy': "default-src 'self'",
  'Server-Timing': 'db;dur=53',
  'Strict-Transport-Security': 'max-age=1',
  'X-Own': 'kept',
};

const exhausted: Scenario = {
  options: { logger: false, requestId: () => REQUEST_ID },
  route({ setHeader }) {
    setHeader('X-Own', 'kept');
    throw new StorageExhaustedError({ retryAfter: 120 });
  },
};

/** Headers that were set on the response before the error. */
export const headerCases: readonly ConformanceCase[] = [
  {
    id: 'headers.stale',
    must: 'MUST drop headers that describe the failed response',
    check: (subject) =>
      withServer(
        subject,
        {
          route({ setHeader }) {
            for (const [name, value] of Object.entries(STALE)) setHeader(name, value);
            throw new StorageExhaustedError();
          },
        },
        async ({ origin }) => {
          // fetch fails if the Content-Encoding does not match the body.
          const response = await fetch(origin);
          assert.equal(response.status, 507);
          assert.equal(JSON.parse(await response.text()).error, 'insufficient_storage');
          for (const [name, value] of Object.entries(STALE)) {
            assert.notEqual(response.headers.get(name), value, name);
          }
          assert.equal(response.headers.get('etag'), null);
          assert.equal(response.headers.get('retry-after'), null);
          assert.equal(response.headers.get('cache-control'), 'no-store');
        },
      ),
  },
  {
    id: 'headers.stale-raw',
    must: "MUST also drop such headers if they were set on Node's response",
    check: (subject) =>
      withServer(
        subject,
        {
          route({ outgoing }) {
            for (const [name, value] of Object.entries(STALE)) outgoing.setHeader(name, value);
            throw new StorageExhaustedError();
          },
        },
        async ({ origin }) => {
          const response = await fetch(origin);
          assert.equal(response.status, 507);
          assert.equal(JSON.parse(await response.text()).error, 'insufficient_storage');
          for (const [name, value] of Object.entries(STALE)) {
            assert.notEqual(response.headers.get(name), value, name);
          }
        },
      ),
  },
  {
    id: 'headers.transfer-encoding',
    must: 'MUST drop Transfer-Encoding and Trailer',
    check: (subject) =>
      withServer(
        subject,
        {
          route({ setHeader }) {
            setHeader('Transfer-Encoding', 'chunked');
            setHeader('Trailer', 'X-Stale');
            throw new StorageExhaustedError();
          },
        },
        async ({ port }) => {
          const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
          assert.match(answer, /^HTTP\/1\.1 507 /);
          assert.doesNotMatch(answer, /transfer-encoding|trailer/i);
          assert.match(answer, /\r\n\r\n\{"type".*\}$/);
        },
      ),
  },
  {
    id: 'headers.kept',
    must: 'MUST keep every other header: CORS, cookies, policies, timings',
    check: (subject) =>
      withServer(
        subject,
        {
          route({ setHeader }) {
            for (const [name, value] of Object.entries(KEPT)) setHeader(name, value);
            setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']);
            throw new StorageExhaustedError();
          },
        },
        async ({ origin }) => {
          const { status, headers } = await request(origin);
          assert.equal(status, 507);
          for (const [name, value] of Object.entries(KEPT)) assert.equal(headers[name.toLowerCase()], value);
          assert.deepEqual(headers['set-cookie'], ['a=1; Path=/', 'b=2; Path=/']);
        },
      ),
  },
  {
    id: 'headers.vary',
    must: 'MUST add Accept to Vary',
    async check(subject) {
      const expected = { Origin: 'Origin, Accept', '*': '*', 'accept, Origin': 'accept, Origin' };
      for (const [before, after] of Object.entries(expected)) {
        await withServer(
          subject,
          {
            route({ setHeader }) {
              setHeader('Vary', before);
              throw new StorageExhaustedError();
            },
          },
          async ({ origin }) => assert.equal((await request(origin)).headers.vary, after),
        );
      }
    },
  },
  {
    id: 'headers.head',
    must: 'MUST answer HEAD with the headers of GET, also on a route registered only for GET',
    async check(subject) {
      for (const getOnly of [false, true]) {
        await withServer(subject, { ...exhausted, getOnly }, async ({ origin }) => {
          for (const accept of ['*/*', 'application/problem+json', 'text/plain', 'text/html']) {
            const options = { headers: { Accept: accept } };
            const get = await request(origin, options);
            const head = await request(origin, { ...options, method: 'HEAD' });
            assert.deepEqual([get.status, head.status, head.body], [507, 507, '']);
            assert.equal(get.headers['content-length'], String(Buffer.byteLength(get.body)));
            assert.deepEqual(withoutDate(head.headers), withoutDate(get.headers));
          }
        });
      }
    },
  },
  {
    id: 'headers.head.http2',
    must: 'MUST answer HEAD over HTTP/2 with the headers of GET, also on a route registered only for GET',
    needs: 'http2',
    async check(subject) {
      for (const getOnly of [false, true]) {
        await withServer(subject, { ...exhausted, getOnly, http2: true }, async ({ origin }) => {
          const get = await requestHttp2(origin, { ':path': '/' });
          const head = await requestHttp2(origin, { ':path': '/', ':method': 'HEAD' });
          assert.deepEqual([get.status, head.status, head.body, head.rstCode], [507, 507, '', 0]);
          assert.equal(get.headers['content-length'], String(Buffer.byteLength(get.body)));
          assert.deepEqual(withoutDate(head.headers), withoutDate(get.headers));
        });
      }
    },
  },
  {
    id: 'headers.status-message',
    must: 'MUST send the standard reason phrase even if the handler has set another one',
    check: (subject) =>
      withServer(
        subject,
        {
          route({ outgoing }) {
            outgoing.statusCode = 201;
            outgoing.statusMessage = 'CANARY';
            throw new StorageExhaustedError();
          },
        },
        async ({ port }) => {
          const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
          assert.match(answer, /^HTTP\/1\.1 507 Insufficient Storage\r\n/);
        },
      ),
  },
];

function withoutDate(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return { ...headers, date: undefined };
}
