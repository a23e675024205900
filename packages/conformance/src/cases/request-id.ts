import { strict as assert } from 'node:assert';

import { type ExhaustedEvent, StorageExhaustedError } from '@http507/core';

import { request } from '../clients/request.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { Collector } from '../collector.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import type { Scenario, Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const exhausted: Scenario = {
  route() {
    throw new StorageExhaustedError();
  },
};

/** The sources of the request id. */
export const requestIdCases: readonly ConformanceCase[] = [
  {
    id: 'request-id.agrees',
    must: 'MUST use the same request id in the header, the body and the event',
    async check(subject) {
      const log = new Collector<ExhaustedEvent>();
      const options = { logger: false, onExhausted: log.add };
      const id = await idOf(subject, {}, { ...exhausted, options });
      assert.equal((await log.first()).requestId, id);
    },
  },
  {
    id: 'request-id.callback',
    must: "MUST call the callback first, with the framework's request",
    async check(subject) {
      const asked: unknown[] = [];
      const options = {
        logger: false,
        requestId(framework: unknown) {
          asked.push(framework);
          return 'from.callback';
        },
      };
      assert.equal(
        await idOf(subject, { 'X-Request-Id': 'inbound' }, { ...exhausted, options }),
        'from.callback',
      );
      assert.equal(typeof asked[0], 'object');
    },
  },
  {
    id: 'request-id.callback-fails',
    must: 'MUST use the next source if the callback throws or returns an invalid id',
    async check(subject) {
      for (const bad of [
        () => '',
        () => 'a b',
        () => Promise.resolve('x'),
        () => null,
        throwing,
        () => 'x'.repeat(129),
      ]) {
        const options = { logger: false, requestId: bad };
        const id = await idOf(subject, {}, { ...announcing('announced'), options });
        assert.equal(id, 'announced');
      }
    },
  },
  {
    id: 'request-id.announced',
    must: 'MUST keep the X-Request-Id that the application has set on the response',
    async check(subject) {
      assert.equal(await idOf(subject, { 'X-Request-Id': 'inbound' }, announcing('announced')), 'announced');
    },
  },
  {
    id: 'request-id.inbound',
    must: "MUST use the client's X-Request-Id if it is valid and the framework has no id of its own",
    async check(subject) {
      for (const id of ['a', 'A-Za-z0-9._~:+/=@-', 'x'.repeat(128)]) {
        assert.equal(await idOf(subject, { 'X-Request-Id': id, traceparent: traceparent() }), id);
      }
    },
  },
  {
    id: 'request-id.traceparent',
    must: 'MUST use the trace id of traceparent if there is no valid X-Request-Id',
    async check(subject) {
      assert.equal(
        await idOf(subject, { traceparent: traceparent(), 'X-Request-Id': 'not valid' }),
        TRACE_ID,
      );
    },
  },
  {
    id: 'request-id.new',
    must: 'MUST create a UUID if no source has an id',
    async check(subject) {
      const bad = { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` };
      const ids = [await idOf(subject, {}), await idOf(subject, {}), await idOf(subject, bad)];
      for (const id of ids) assert.match(id, UUID);
      assert.equal(new Set(ids).size, 3);
    },
  },
  {
    id: 'request-id.hostile',
    must: 'MUST not repeat any part of an invalid X-Request-Id',
    check: (subject) =>
      withServer(subject, exhausted, async ({ port }) => {
        for (const hostile of [
          '<script>CANARY',
          'CANARY CANARY',
          `${'x'.repeat(123)}CANARY`,
          'CANARY\xe9',
          'CANARY,CANARY',
        ]) {
          const answer = await sendRaw(
            port,
            Buffer.from(
              `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: ${hostile}\r\n\r\n`,
              'latin1',
            ),
          );
          assert.match(answer, /^HTTP\/1\.1 507 /);
          assert.doesNotMatch(answer, /CANARY/);
        }
      }),
  },
];

function idOf(subject: Subject, headers: Record<string, string>, scenario = exhausted): Promise<string> {
  return withServer(subject, scenario, async ({ origin }) => {
    const answer = await request(origin, { headers });
    assert.equal(answer.status, 507);
    const { requestId } = JSON.parse(answer.body);
    assert.equal(answer.headers['x-request-id'], requestId);
    return requestId;
  });
}

function announcing(id: string): Scenario {
  return {
    route({ setHeader }) {
      setHeader('X-Request-Id', id);
      throw new StorageExhaustedError();
    },
  };
}

function traceparent(): string {
  return `00-${TRACE_ID}-00f067aa0ba902b7-01`;
}

function throwing(): never {
  throw new Error('the callback fails');
}
