import { strict as assert } from 'node:assert';

import { type ExhaustedEvent, StorageExhaustedError } from '@http507/core';
import type { Profile, ProfileOption } from '@http507/core/profiles';

import { request } from '../clients/request.ts';
import { requestHttp2 } from '../clients/request-http2.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { Collector } from '../collector.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { GOLDEN_CAPACITY } from '../golden.ts';
import { CAPACITY, profileScenario } from '../profile-scenario.ts';
import type { Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

const own: Profile = {
  mediaTypes: ['text/csv'],
  status: 413,
  render: ({ reason, requestId }) => `${reason},${requestId},voll – später`,
  headers: () => ({ 'X-Own': 'own' }),
};
const BODY = 'capacity,req.golden-1,voll – später';

/** Headers that would break a response, or another one, if a profile could set them. */
const FORBIDDEN = {
  'cache-control': 'public, max-age=60',
  'CONTENT-LENGTH': '1',
  Connection: 'upgrade',
  'Keep-Alive': 'timeout=60',
  'Proxy-Connection': 'keep-alive',
  'Transfer-Encoding': 'chunked',
  Upgrade: 'h2c',
  'Set-Cookie': 'a=1',
  'X-Request-Id': 'another',
  'X-Broken': 'a\r\nX-Injected: b',
  'X Broken': 'a',
};

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** A profile of the user's own, and what the application has set before. */
export const profileOwnCases: readonly ConformanceCase[] = [
  {
    id: 'profile.own',
    must: "MUST send the status of a user's own profile with its reason phrase, and its headers and body",
    async check(subject) {
      const scenario = profileScenario(own, CAPACITY, ({ outgoing }) => {
        outgoing.statusMessage = 'CANARY';
      });
      await withServer(subject, scenario, async ({ origin, port }) => {
        assert.match(await sendRaw(port, GET), /^HTTP\/1\.1 413 Payload Too Large\r\n/);
        const { status, headers, body } = await request(origin, { headers: { Accept: 'application/json' } });
        assert.deepEqual([status, body, headers['x-own']], [413, BODY, 'own']);
        assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
        assert.equal(headers['content-length'], String(Buffer.byteLength(BODY)));
        assert.equal(headers['cache-control'], 'no-store');
      });
      await withServer(subject, profileScenario({ ...own, status: 599 }), async ({ origin }) => {
        assert.equal((await request(origin)).status, 599);
      });
    },
  },
  {
    id: 'profile.own.http2',
    must: "MUST send a user's own profile over HTTP/2, whatever headers it asks for",
    needs: 'http2',
    check: (subject) =>
      withServer(
        subject,
        { ...profileScenario({ ...own, headers: () => FORBIDDEN }), http2: true },
        async ({ origin }) => {
          const { status, body } = await requestHttp2(origin, { ':path': '/' });
          assert.deepEqual([status, body], [413, BODY]);
        },
      ),
  },
  {
    id: 'profile.own-headers',
    must: 'MUST not let a profile replace the headers of every reply or of the connection',
    check: (subject) =>
      withServer(subject, profileScenario({ ...own, headers: () => FORBIDDEN }), async ({ port }) => {
        const answer = await sendRaw(port, GET);
        assert.match(answer, /^HTTP\/1\.1 413 /);
        assert.match(answer, new RegExp(`^content-length: ${Buffer.byteLength(BODY)}\r$`, 'im'));
        assert.match(answer, /^cache-control: no-store\r$/im);
        assert.match(answer, /^x-request-id: req\.golden-1\r$/im);
        assert.doesNotMatch(answer, /max-age|timeout=60|chunked|h2c|set-cookie|another|broken|injected/i);
        assert.ok(Buffer.from(answer, 'latin1').toString().endsWith(BODY), answer);
      }),
  },
  {
    id: 'profile.own-fails',
    must: 'MUST send the default reply if a profile throws or renders no text',
    async check(subject) {
      const bad: Partial<Profile>[] = [
        { render: throwing },
        { render: () => 5 as never },
        { render: (() => Promise.reject(new Error('late'))) as never },
        { headers: throwing },
      ];
      for (const members of bad) {
        await withServer(subject, profileScenario({ ...own, ...members }), async ({ origin }) => {
          const { status, body } = await request(origin);
          assert.deepEqual([status, body], [507, GOLDEN_CAPACITY['application/json']?.body]);
        });
      }
    },
  },
  {
    id: 'profile.reported',
    must: 'MUST report the status that the client received',
    async check(subject) {
      assert.equal(await reportedStatus(subject, own), 413);
      assert.equal(await reportedStatus(subject, 'webdav'), 507);
      assert.equal(await reportedStatus(subject, { ...own, render: throwing }), 507);
    },
  },
  {
    id: 'profile.stale',
    must: 'MUST drop what described the response that is not sent',
    check: (subject) =>
      withServer(
        subject,
        profileScenario('webdav', CAPACITY, ({ setHeader }) => {
          setHeader('Content-Type', 'image/stale');
          setHeader('Content-Encoding', 'gzip');
          setHeader('Content-Length', '123456');
          setHeader('ETag', '"stale"');
          setHeader('Retry-After', '1234567');
        }),
        async ({ origin }) => {
          // fetch fails on a Content-Encoding that is not the body's.
          const response = await fetch(origin);
          assert.match(await response.text(), /sufficient-disk-space/);
          assert.equal(response.headers.get('content-type'), 'application/xml; charset=utf-8');
          assert.equal(response.headers.get('etag'), null);
          assert.equal(response.headers.get('retry-after'), '120');
        },
      ),
  },
  {
    id: 'profile.present',
    must: "MUST keep the application's CORS headers and pass them to the profile",
    async check(subject) {
      const cors = {
        'access-control-allow-origin': 'https://app.example',
        'access-control-expose-headers': 'Location',
      };
      const before: Parameters<typeof profileScenario>[2] = ({ setHeader }) => {
        for (const [name, value] of Object.entries(cors)) setHeader(name, value);
      };
      await withServer(subject, profileScenario('tus', CAPACITY, before), async ({ origin }) => {
        const { status, headers } = await request(origin);
        assert.equal(status, 507);
        for (const [name, value] of Object.entries(cors)) assert.equal(headers[name], value);
      });
      const telling: ProfileOption = {
        ...own,
        headers: (_document, present) => ({ 'X-Own': String(present['access-control-allow-origin']) }),
      };
      await withServer(subject, profileScenario(telling, CAPACITY, before), async ({ origin }) => {
        assert.equal((await request(origin)).headers['x-own'], 'https://app.example');
      });
    },
  },
];

async function reportedStatus(subject: Subject, profile: ProfileOption): Promise<number> {
  const events = new Collector<ExhaustedEvent>();
  const scenario = {
    options: { logger: false, onExhausted: events.add, profile },
    route() {
      throw new StorageExhaustedError();
    },
  };
  const answer = await withServer(subject, scenario, async ({ origin }) => {
    const { status } = await request(origin);
    return { status, event: await events.first() };
  });
  assert.equal(answer.event.status, answer.status);
  return answer.status;
}

function throwing(): never {
  throw new Error('the profile fails');
}
