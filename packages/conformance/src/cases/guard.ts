import { strict as assert } from 'node:assert';

import { curlUpload } from '../clients/curl.ts';
import { request } from '../clients/request.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { UPLOADERS } from '../clients/uploaders.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { expectDelivered, expectDeliveredThrough, UPLOAD_SIZE } from '../expect-delivered.ts';
import { lazily } from '../lazily.ts';
import { startNginx } from '../nginx.ts';
import { storeRoute } from '../store-route.ts';
import type { Scenario } from '../subject.ts';
import { ACCOUNT, watchQuota } from '../watched-quota.ts';
import { withServer } from '../with-server.ts';

/** A guard with a quota of 10 kB, before a route that must not run. */
const refusing = (): Scenario => ({
  guard: watchQuota(10_000).guard,
  guardOptions: { account: () => ACCOUNT },
  route() {
    throw new Error('The route has run');
  },
});

/** Guards that admit uploads, or refuse them before their bodies are read. */
export const guardCases: readonly ConformanceCase[] = [
  {
    id: 'guard.refused',
    must: 'MUST refuse an upload of 1 GB by its headers with a 507 that contains the usage, and not run the route',
    check: (subject) =>
      withServer(subject, refusing(), async ({ port }) => {
        const upload = 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n';
        const answer = await sendRaw(port, upload, /\}$/);
        assert.match(answer, /^HTTP\/1\.1 507 /);
        assert.match(answer, /"reason":"quota".*"usedBytes":0,"quotaBytes":10000\}/);
      }),
  },
  {
    id: 'guard.huge',
    must: 'MUST answer 507 to a Content-Length that exceeds a safe integer',
    check: (subject) =>
      withServer(subject, refusing(), async ({ port }) => {
        const upload = 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551614\r\n\r\n';
        assert.match(await sendRaw(port, upload, /\}$/), /^HTTP\/1\.1 507 /);
      }),
  },
  {
    id: 'guard.expect-continue.curl',
    must: 'MUST refuse curl before it sends any of its body (size_upload 0)',
    needs: 'curl',
    check: (subject) =>
      withServer(lazily(subject), refusing(), async ({ origin }) => {
        const wait = ['--header', 'Expect: 100-continue', '--expect100-timeout', '30'];
        const { status, uploaded } = await curlUpload(origin, UPLOAD_SIZE, ...wait);
        assert.deepEqual({ status, uploaded }, { status: 507, uploaded: 0 });
      }),
  },
  {
    id: 'guard.fetch',
    must: 'MUST deliver the 507 of the guard to 20 of 20 uploads of 20 MB by fetch',
    check: (subject) => expectDelivered(subject, refusing(), UPLOADERS['fetch with a buffer']),
  },
  {
    id: 'guard.nginx',
    must: 'MUST deliver the 507 of the guard to 20 of 20 uploads of 20 MB through a default nginx',
    needs: 'nginx',
    check: (subject) => expectDeliveredThrough(subject, refusing(), startNginx),
  },
  {
    id: 'guard.safe-methods',
    must: 'MUST let GET, HEAD, OPTIONS and DELETE pass without a reservation',
    async check(subject) {
      const { guard, accounts } = watchQuota(0);
      await withServer(subject, { guard, route: storeRoute }, async ({ origin }) => {
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE']) {
          assert.equal((await request(origin, { method })).status, 201);
        }
      });
      assert.deepEqual(accounts, []);
    },
  },
  {
    id: 'guard.account',
    must: 'MUST pass the guard the account that the callback returns or resolves to',
    async check(subject) {
      const { guard, accounts } = watchQuota(10);
      const headers = { 'X-Account': 'bob' };
      const nameOf = (request: { headers: NodeJS.Dict<string | string[]> }): string =>
        String(request.headers['x-account']);
      for (const account of [
        nameOf,
        async (...args: Parameters<typeof nameOf>) => `${nameOf(...args)} too`,
      ]) {
        await withServer(subject, { guard, guardOptions: { account }, route: storeRoute }, ({ origin }) =>
          request(origin, { method: 'PUT', headers, body: 'a' }),
        );
      }
      assert.deepEqual(accounts, ['bob', 'bob too']);
    },
  },
  {
    id: 'guard.rejects',
    must: 'MUST pass on the identical value that the guard rejects with if it is not about storage, and not run the route',
    async check(subject) {
      const { guard } = watchQuota(10);
      const foreign = [new Error('the ledger is down'), Object.freeze({ statusCode: 503 })];
      for (const thrown of foreign) {
        const passedOn: unknown[] = [];
        const scenario: Scenario = {
          ...refusing(),
          guard: { ...guard, reserve: () => Promise.reject(thrown) },
          onForeign: (value) => void passedOn.push(value),
        };
        await withServer(subject, scenario, async ({ origin }) => {
          assert.equal((await request(origin, { method: 'PUT', body: 'a' })).status, 500);
        });
        assert.equal(passedOn.length, 1);
        assert.equal(passedOn[0], thrown);
      }
    },
  },
  {
    id: 'guard.concurrent',
    must: 'MUST admit exactly 10 of 50 concurrent uploads if the quota has room for 10',
    async check(subject) {
      const { guard, ends, usage } = watchQuota(10_000);
      const scenario: Scenario = { guard, guardOptions: { account: () => ACCOUNT }, route: storeRoute };
      const statuses = await withServer(subject, scenario, ({ origin }) =>
        Promise.all(
          Array.from({ length: 50 }, async () => {
            const { status } = await request(origin, { method: 'PUT', body: Buffer.alloc(1000) });
            return status;
          }),
        ),
      );
      assert.deepEqual(statuses.toSorted(), [...Array(10).fill(201), ...Array(40).fill(507)]);
      await ends.take(10);
      assert.equal((await usage()).usedBytes, 10_000);
    },
  },
];
