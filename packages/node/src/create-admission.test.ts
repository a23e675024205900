import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import { type Guard, LedgerUnavailableError, quota, type Reservation } from '@http507/guard';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { createAdmission } from './create-admission.ts';
import { createGuardMiddleware } from './create-guard-middleware.ts';
import { reservationOf } from './reservation-of.ts';
import type { StorageGuardOptions } from './storage-guard-options.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const account = (): string => 'ann';

/** Returns a guard that grants each account 10 bytes. */
const ten = (): Guard => quota({ limit: 10, usage: () => 0 });

interface Served {
  readonly port: number;
  /** Tells `done`, with the error if there was one, when a request has been dealt with. */
  readonly events: EventEmitter;
}

type Route = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Serves a guarded route, as in the README, that answers 500 to other errors. */
async function serve(
  guard: Guard,
  route: Route,
  options: StorageGuardOptions<IncomingMessage> = { account },
): Promise<Served> {
  const admit = createAdmission(guard, options);
  const events = new EventEmitter();
  const server = createServer((incoming, outgoing) => {
    admit(incoming, incoming, outgoing)
      .then(() => route(incoming, outgoing))
      .then(
        () => events.emit('done'),
        (error) => {
          outgoing.writeHead(500).end();
          events.emit('done', error);
        },
      );
  });
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, events };
}

async function put(port: number, body = 'hello'): Promise<number> {
  const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'PUT', body });
  return status;
}

/** Sends the head of an upload of 5 bytes and part of its body. */
async function sendSome(port: number, body: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n${body}`);
  return socket;
}

async function readAll(incoming: IncomingMessage): Promise<void> {
  for await (const _ of incoming);
}

describe('options', () => {
  test.each([
    [{}, 'guard must be a guard', {}],
    [null, 'guard must be a guard', undefined],
    [ten(), 'options must be an object', []],
    [ten(), 'options must be an object', null],
    [ten(), 'options.accounts is not an option', { accounts: account }],
    [ten(), 'options.constructor is not an option', { constructor: account }],
    [ten(), 'options.account must be a function', { account: 'ann' }],
    [ten(), 'options.bytes must be a function', { bytes: 5 }],
    [ten(), 'options.replacedBytes must be a function', { replacedBytes: 5 }],
    [ten(), 'options.metered must be a boolean', { metered: 'yes' }],
  ])('are rejected if invalid: %#', (guard, message, options) => {
    expect(() => createAdmission(guard as never, options as never)).toThrow(new TypeError(message));
  });

  test.each([null, -1, 0.5, Number.NaN, '5'])(
    'an invalid number of bytes is a TypeError: %s',
    async (bytes) => {
      const { port, events } = await serve(ten(), () => {}, { account, bytes: () => bytes as never });
      const [[error]] = await Promise.all([once(events, 'done'), put(port)]);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe('bytes must be a whole number of bytes');
    },
  );

  test('the replaced version frees its bytes', async () => {
    const guard = quota({ limit: 10, usage: () => 8 });
    const route: Route = async (incoming, outgoing) => {
      await readAll(incoming);
      await reservationOf(incoming).commit(5);
      outgoing.end();
    };
    const { port } = await serve(guard, route, { account, replacedBytes: async () => 4 });
    expect(await put(port)).toBe(200);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 9, reservedBytes: 0 });
  });
});

describe('reservationOf', () => {
  test('accepts the request of each framework', async () => {
    const found: Reservation[] = [];
    const { port } = await serve(ten(), (incoming, outgoing) => {
      for (const of of [incoming, { raw: incoming }, { req: incoming }]) found.push(reservationOf(of));
      outgoing.end();
    });
    await put(port);
    expect(found).toHaveLength(3);
    expect(new Set(found).size).toBe(1);
    expect(found[0]?.bytes).toBe(5);
  });

  test('throws if the guard did not run', async () => {
    const { port, events } = await serve(ten(), (incoming) => reservationOf(incoming));
    const [[error]] = await Promise.all([once(events, 'done'), fetch(`http://127.0.0.1:${port}/`)]);
    expect(error.message).toBe(
      'This request has no reservation: no storage guard ran for it, or its method stores nothing',
    );
  });
});

describe('the end of a reservation', () => {
  test('a commit that fails after the response is published and its reservation is released', async () => {
    const published: unknown[] = [];
    const collect = (message: unknown): void => void published.push(message);
    subscribe('http507:commit-error', collect);
    closing.push(() => unsubscribe('http507:commit-error', collect));
    const unavailable = new LedgerUnavailableError(new Error('down'));
    const released = new EventEmitter();
    const { port } = await serve(
      {
        ...ten(),
        reserve: async (...args) => {
          const reservation = await ten().reserve(...args);
          const { release } = reservation;
          return Object.assign(reservation, {
            commit: () => Promise.reject(unavailable),
            async release() {
              await release.call(reservation);
              released.emit('released');
            },
          });
        },
      },
      async (incoming, outgoing) => {
        await readAll(incoming);
        outgoing.end();
      },
    );
    const [, status] = await Promise.all([once(released, 'released'), put(port)]);
    expect(status).toBe(200);
    expect(published).toEqual([{ error: unavailable }]);
  });

  test('a client that disconnected while the guard ran has no reservation', async () => {
    const guard = ten();
    const asked = new EventEmitter();
    const { port, events } = await serve(
      guard,
      async (incoming, outgoing) => {
        await reservationOf(incoming).commit(5);
        outgoing.end();
      },
      {
        async account(incoming) {
          asked.emit('asked');
          await new Promise((resolve) => {
            incoming.once('close', resolve);
          });
          return 'ann';
        },
      },
    );
    const [socket] = await Promise.all([sendSome(port, 'hel'), once(asked, 'asked')]);
    socket.destroy();
    const [error] = await once(events, 'done');
    expect(error.message).toBe('The response failed and its reservation ended');
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  });

  test('a commit in progress when the client disconnects is not undone', async () => {
    const guard = ten();
    const slow: Guard = {
      cancel: guard.cancel.bind(guard),
      giveBack: guard.giveBack.bind(guard),
      usage: guard.usage.bind(guard),
      health: guard.health.bind(guard),
      async reserve(...args) {
        const reservation = await guard.reserve(...args);
        const { commit } = reservation;
        return Object.assign(reservation, {
          async commit(bytes: number) {
            socket?.destroy();
            await closed;
            await commit.call(reservation, bytes);
          },
        });
      },
    };
    let socket: Socket | undefined;
    let closed: Promise<unknown> | undefined;
    const { port, events } = await serve(slow, async (incoming, outgoing) => {
      closed = once(outgoing, 'close');
      await reservationOf(incoming).commit(5);
    });
    const done = once(events, 'done');
    socket = await sendSome(port, 'hel');
    expect(await done).toEqual([]);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 5, reservedBytes: 0 });
  });

  test('an upload that was complete when its client disconnected counts as stored after a timeout', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    closing.push(() => vi.useRealTimers());
    const guard = ten();
    let socket: Socket | undefined;
    const { port, events } = await serve(guard, async (incoming, outgoing) => {
      await readAll(incoming);
      const closed = once(outgoing, 'close');
      socket?.destroy();
      await closed;
    });
    const done = once(events, 'done');
    socket = await sendSome(port, 'hello');
    await done;
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 0, reservedBytes: 5 });
    await vi.runAllTimersAsync();
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 5, reservedBytes: 0 });
  });

  test('a reservation supports Symbol.asyncDispose', async () => {
    const guard = ten();
    const { port, events } = await serve(guard, async (incoming, outgoing) => {
      const reservation = reservationOf(incoming);
      await reservation[Symbol.asyncDispose]();
      outgoing.end();
    });
    await Promise.all([once(events, 'done'), put(port)]);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  });
});

test('a middleware never continues, whatever the guard rejects with', async () => {
  const foreign = new Error('foreign');
  const handed: unknown[] = [];
  for (const thrown of [undefined, null, '', 'route', 'router', foreign]) {
    const middleware = createGuardMiddleware({ ...ten(), reserve: () => Promise.reject(thrown) });
    const server = createServer((incoming, outgoing) => {
      middleware(incoming, outgoing, (value) => {
        handed.push(value);
        outgoing.end();
      });
    });
    closing.push(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const outgoing = request({ port: (server.address() as AddressInfo).port, method: 'PUT', agent: false });
    const [answer] = await once(outgoing.end(), 'response');
    answer.resume();
  }
  expect(handed.slice(0, -1)).toEqual([
    ...Array(5).fill(expect.objectContaining({ message: 'The guard failed' })),
  ]);
  expect(handed.at(-1)).toBe(foreign);
});
