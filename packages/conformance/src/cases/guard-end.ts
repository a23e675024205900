import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';

import { StorageExhaustedError } from '@http507/core';
import type { Reservation } from '@http507/guard';
import { reservationOf } from '@http507/node';

import { request } from '../clients/request.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { Collector } from '../collector.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { answer, storeRoute } from '../store-route.ts';
import type { RouteContext, Scenario, Subject } from '../subject.ts';
import { ACCOUNT, watchQuota } from '../watched-quota.ts';
import { type Address, withServer } from '../with-server.ts';

/** The end of a reservation. */
export const guardEndCases: readonly ConformanceCase[] = [
  {
    id: 'guard.commit',
    must: 'MUST count the announced bytes as stored if a route answers 2xx and does not end its reservation',
    check: (subject) => expectEnd(subject, storeRoute, 'commit 5', 5),
  },
  {
    id: 'guard.commit.own',
    must: 'MUST count only the bytes that the route has committed',
    check: (subject) =>
      expectEnd(
        subject,
        async (context) => {
          await reservationOf(context.incoming).commit(3);
          await storeRoute(context);
        },
        'commit 3',
        3,
      ),
  },
  {
    id: 'guard.release.own',
    must: 'MUST count nothing if the route has released its reservation',
    check: (subject) =>
      expectEnd(
        subject,
        async (context) => {
          await reservationOf(context.incoming).release();
          await storeRoute(context);
        },
        'release',
        0,
      ),
  },
  {
    id: 'guard.release.thrown',
    must: 'MUST release the reservation if the route throws a storage error or any other error',
    async check(subject) {
      for (const error of [new StorageExhaustedError(), new Error('foreign')]) {
        const route = (): never => {
          throw error;
        };
        await expectEnd(subject, route, 'release', 0);
      }
    },
  },
  {
    id: 'guard.release.client-error',
    must: 'MUST release the reservation if the route answers 4xx',
    check: (subject) => expectEnd(subject, ({ outgoing }) => answer(outgoing, 422), 'release', 0),
  },
  {
    id: 'guard.release.gone-client',
    must: 'MUST release the reservation if the client disconnects during its upload, and refuse a later commit',
    check: (subject) => expectLate(subject, 'som', (reservation) => reservation.commit(3), ['release']),
  },
  {
    id: 'guard.release.gone-client.http2',
    must: 'MUST release the reservation if the client disconnects during its upload over HTTP/2, and refuse a later commit',
    needs: 'http2',
    check: (subject) => expectLateHttp2(subject, 'som', ['release']),
  },
  {
    id: 'guard.gone-client.commit',
    must: 'MUST let a route commit an upload that was complete before its client disconnected',
    check: (subject) => expectLate(subject, 'hello', (reservation) => reservation.commit(5), ['commit 5']),
  },
  {
    id: 'guard.gone-client.release',
    must: 'MUST let a route release an upload that was complete before its client disconnected',
    check: (subject) => expectLate(subject, 'hello', (reservation) => reservation.release(), ['release']),
  },
  {
    id: 'guard.gone-client.commit.http2',
    must: 'MUST let a route commit an upload over HTTP/2 that was complete before its client disconnected',
    needs: 'http2',
    check: (subject) => expectLateHttp2(subject, 'hello', ['commit 5']),
  },
  {
    id: 'guard.pipelined',
    must: 'MUST admit pipelined uploads one after the other',
    async check(subject) {
      const { guard, ends } = watchQuota(10);
      const scenario: Scenario = { guard, guardOptions: { account: () => ACCOUNT }, route: storeRoute };
      await withServer(subject, scenario, async ({ port }) => {
        const upload = 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
        const last = upload.replace('Host', 'Connection: close\r\nHost');
        const answers = await sendRaw(port, `${upload}${upload}${last}`);
        assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 201', 'HTTP/1.1 201', 'HTTP/1.1 507']);
      });
      assert.deepEqual(await ends.take(2), ['commit 5', 'commit 5']);
    },
  },
  {
    id: 'guard.pipelined.gone-client',
    must: 'MUST reserve nothing for a pipelined upload until the previous response is complete',
    async check(subject) {
      const { guard, accounts } = watchQuota(10);
      const client: { socket?: net.Socket } = {};
      const closed: { promise?: Promise<unknown> } = {};
      const scenario: Scenario = {
        guard,
        guardOptions: {
          bytes() {
            client.socket?.destroy();
            return 5;
          },
        },
        async route({ outgoing }) {
          closed.promise = once(outgoing, 'close');
          await closed.promise;
        },
      };
      await withServer(subject, scenario, async ({ port }) => {
        const first = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
        const second = 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
        client.socket = net.connect(port, '127.0.0.1', () => client.socket?.write(first + second));
        await once(client.socket, 'close');
        await closed.promise;
      });
      assert.deepEqual(accounts, []);
    },
  },
];

/** Uploads 5 bytes. Rejects unless the reservation ends as given and `usedBytes` are counted as stored afterwards. */
async function expectEnd(
  subject: Subject,
  route: Scenario['route'],
  end: string,
  usedBytes: number,
): Promise<void> {
  const { guard, ends, usage } = watchQuota(10);
  await withServer(subject, { guard, guardOptions: { account: () => ACCOUNT }, route }, ({ origin }) =>
    request(origin, { method: 'PUT', body: 'hello' }),
  );
  await ends.first();
  assert.deepEqual(ends.items, [end]);
  const { usedBytes: used, reservedBytes } = await usage();
  assert.deepEqual({ used, reservedBytes }, { used: usedBytes, reservedBytes: 0 });
}

/** Announces 5 bytes, sends `sent` and disconnects. The route then ends its reservation. Rejects unless it ends as expected. */
async function expectLate(
  subject: Subject,
  sent: string,
  endReservation: (reservation: Reservation) => Promise<void>,
  expected: readonly string[],
): Promise<void> {
  const client: { socket?: net.Socket } = {};
  const leave = (): void => void client.socket?.destroy();
  await expectEndAlone(subject, { sent, leave, endReservation, expected }, async ({ port }, left) => {
    client.socket = net.connect(port, '127.0.0.1', () =>
      client.socket?.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n${sent}`),
    );
    await left;
  });
}

/** The same over HTTP/2, where the route commits. */
async function expectLateHttp2(subject: Subject, sent: string, expected: readonly string[]): Promise<void> {
  const client: { stream?: http2.ClientHttp2Stream } = {};
  const leave = (): void => client.stream?.close(http2.constants.NGHTTP2_CANCEL);
  const endReservation = (reservation: Reservation): Promise<void> => reservation.commit(sent.length);
  const late: Late = { sent, leave, endReservation, expected, http2: true };
  await expectEndAlone(subject, late, async ({ origin }, left) => {
    const session = http2.connect(origin);
    client.stream = session.request({ ':method': 'PUT', 'content-length': 5 }, { endStream: false });
    client.stream.on('error', () => {});
    if (sent.length === 5) client.stream.end(sent);
    else client.stream.write(sent);
    await left;
    session.destroy();
  });
}

/** A client that disconnects, and a route that continues. */
interface Late {
  readonly sent: string;
  readonly leave: () => void;
  readonly endReservation: (reservation: Reservation) => Promise<void>;
  readonly expected: readonly string[];
  readonly http2?: boolean;
}

async function expectEndAlone(
  subject: Subject,
  late: Late,
  upload: (address: Address, left: Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { guard, ends, usage } = watchQuota(10);
  const complete = late.sent.length === 5;
  const failures = new Collector<unknown>();
  const route = async ({ incoming, outgoing }: RouteContext): Promise<void> => {
    const closed = once(outgoing, 'close');
    if (complete) for await (const _ of incoming);
    late.leave();
    await closed;
    await late.endReservation(reservationOf(incoming)).then(() => failures.add(undefined), failures.add);
  };
  const guardOptions = { account: () => ACCOUNT };
  const scenario: Scenario = { guard, guardOptions, route, http2: late.http2 === true };
  await withServer(subject, scenario, (address) => upload(address, failures.first()));
  const failure = await failures.first();
  if (complete) assert.equal(failure, undefined);
  else assert.match(String(failure), /reservation ended/);
  await ends.first();
  assert.deepEqual(ends.items, late.expected);
  assert.equal((await usage()).usedBytes, late.expected[0] === 'commit 5' ? 5 : 0);
}
