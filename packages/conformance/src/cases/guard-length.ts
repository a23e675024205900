import { strict as assert } from 'node:assert';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { meter } from '@http507/guard';
import { LengthRequiredError, reservationOf } from '@http507/node';

import { requestHttp2 } from '../clients/request-http2.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { UPLOADERS, type Uploader } from '../clients/uploaders.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { UPLOAD_SIZE } from '../expect-delivered.ts';
import { answer, storeRoute } from '../store-route.ts';
import type { RouteContext, Scenario } from '../subject.ts';
import { ACCOUNT, watchQuota } from '../watched-quota.ts';
import { withServer } from '../with-server.ts';

const CHUNKED =
  'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n';

const uploadInParts = UPLOADERS['fetch with a stream'] as Uploader;

/** Uploads of unknown length. */
export const guardLengthCases: readonly ConformanceCase[] = [
  {
    id: 'guard.length-required',
    must: 'MUST pass on an error with status 411 for a chunked upload to a route that does not meter, and not run the route',
    async check(subject) {
      const { guard, accounts } = watchQuota(10);
      for (const bytes of [undefined, () => 5]) {
        const { scenario, passedOn } = refusesLength({ guard, guardOptions: { bytes } });
        await withServer(subject, scenario, async ({ port }) => {
          assert.match(await sendRaw(port, CHUNKED), /^HTTP\/1\.1 500 /);
        });
        expect411(passedOn);
      }
      assert.deepEqual(accounts, []);
    },
  },
  {
    id: 'guard.length-required.http2',
    must: 'MUST do the same for an upload over HTTP/2 without a Content-Length, and admit one with a Content-Length',
    needs: 'http2',
    async check(subject) {
      const { guard, accounts, ends } = watchQuota(10);
      const guardOptions = { account: () => ACCOUNT };
      const { scenario, passedOn } = refusesLength({ guard, guardOptions, http2: true });
      await withServer(subject, scenario, ({ origin }) =>
        requestHttp2(origin, { ':method': 'PUT' }, Buffer.from('hello')),
      );
      expect411(passedOn);
      assert.deepEqual(accounts, []);
      await withServer(subject, { ...scenario, route: storeRoute }, async ({ origin }) => {
        const announced = { ':method': 'PUT', 'content-length': 5 };
        assert.equal((await requestHttp2(origin, announced, Buffer.from('hello'))).status, 201);
        assert.equal((await requestHttp2(origin, { ':method': 'POST' })).status, 201);
      });
      assert.deepEqual(await ends.take(2), ['commit 5', 'commit 0']);
    },
  },
  {
    id: 'guard.metered',
    must: 'MUST admit a chunked upload to a route that meters it, and count the bytes that arrived',
    async check(subject) {
      const { guard, ends, usage } = watchQuota(1_000_000);
      const { scenario } = metered({ guard });
      await withServer(subject, scenario, async ({ port }) => {
        assert.match(await sendRaw(port, CHUNKED), /^HTTP\/1\.1 201 /);
      });
      assert.equal(await ends.first(), 'commit 5');
      assert.equal((await usage()).usedBytes, 5);
    },
  },
  {
    id: 'guard.metered.refused',
    must: 'MUST answer 507 when a chunked upload exceeds the room, and release its reservation',
    async check(subject) {
      const { guard, ends, usage } = watchQuota(3_000_000);
      const { scenario, passed } = metered({ guard });
      await withServer(subject, scenario, async ({ origin }) => {
        const { status, body } = await uploadInParts(origin, UPLOAD_SIZE);
        assert.deepEqual([status, JSON.parse(body).reason], [507, 'quota']);
      });
      assert.ok(passed.bytes <= 3_000_000 && passed.bytes > 3_000_000 - 2 * 65_536, `${passed.bytes}`);
      assert.equal(await ends.first(), 'release');
      const { usedBytes, reservedBytes } = await usage();
      assert.deepEqual({ usedBytes, reservedBytes }, { usedBytes: 0, reservedBytes: 0 });
    },
  },
];

function refusesLength(scenario: Omit<Scenario, 'route'>): { scenario: Scenario; passedOn: unknown[] } {
  const passedOn: unknown[] = [];
  const onForeign = (thrown: unknown): void => void passedOn.push(thrown);
  const route = (): never => {
    throw new Error('The route has run');
  };
  return { scenario: { ...scenario, route, onForeign }, passedOn };
}

function expect411(passedOn: readonly unknown[]): void {
  assert.equal(passedOn.length, 1);
  const [thrown] = passedOn;
  assert.ok(thrown instanceof LengthRequiredError, String(thrown));
  assert.deepEqual([thrown.status, thrown.statusCode, thrown.expose], [411, 411, true]);
}

/** A route that passes the body through `meter` and counts the bytes that come out. */
function metered(scenario: Omit<Scenario, 'route'>): { scenario: Scenario; passed: { bytes: number } } {
  const passed = { bytes: 0 };
  const route = async ({ incoming, outgoing }: RouteContext): Promise<void> => {
    const sink = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        passed.bytes += chunk.length;
        callback();
      },
    });
    await pipeline(incoming, meter(reservationOf(incoming)), sink);
    answer(outgoing, 201);
  };
  const guardOptions = { account: () => ACCOUNT, metered: true };
  return { scenario: { ...scenario, guardOptions, route }, passed };
}
