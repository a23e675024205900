import 'reflect-metadata';

import type { IncomingMessage } from 'node:http';

import { type Guard, quota, type Reservation } from '@http507/guard';
import {
  StorageAccount,
  StorageExhaustedModule,
  StorageGuard,
  StorageGuardModule,
  StorageReservation,
  storageGuard,
} from '@http507/nestjs';
import { type INestApplication, type MiddlewareConsumer, UseGuards } from '@nestjs/common';
import { describe, expect, test } from 'vitest';

import { descriptorOf, type Platform, post, startApplication, type Wanted } from './start-application.ts';

type Headers = Readonly<Record<string, string>>;

/** Returns a guard with a quota of 10 bytes per account, and the accounts that have reserved. */
function watchQuota(): { guard: Guard; accounts: unknown[] } {
  const real = quota({ limit: 10, usage: () => 0 });
  const accounts: unknown[] = [];
  const guard: Guard = {
    reserve(account, bytes, options) {
      accounts.push(account);
      return real.reserve(account, bytes, options);
    },
    cancel: (account, id) => real.cancel(account, id),
    giveBack: (account, bytes, options) => real.giveBack(account, bytes, options),
    usage: (account) => real.usage(account),
    health: () => real.health(),
  };
  return { guard, accounts };
}

describe.each<Platform>(['express', 'fastify'])('on platform-%s', (platform) => {
  async function postThrough(
    account: (request: { headers: Headers }) => string,
    decorate?: Wanted['decorate'],
    route: Wanted['route'] = () => 'stored',
  ) {
    const { guard, accounts } = watchQuota();
    const origin = await startApplication({
      platform,
      route,
      metadata: { imports: [StorageGuardModule.forRoot({ guard, account })] },
      decorate(controller) {
        UseGuards(StorageGuard)(controller);
        decorate?.(controller);
      },
    });
    expect((await post(origin, { 'x-account': 'ann' })).status).toBe(201);
    return { accounts, guard };
  }

  test('uses the account of the module', async () => {
    const { accounts } = await postThrough(({ headers }) => headers['x-account'] ?? '');
    expect(accounts).toEqual(['ann']);
  });

  test('StorageAccount of a controller overrides it, and one of a handler overrides both', async () => {
    const ofController = StorageAccount(({ headers }) => `${headers['x-account']} of the controller`);
    const first = await postThrough(() => 'module', ofController);
    expect(first.accounts).toEqual(['ann of the controller']);
    const second = await postThrough(
      () => 'module',
      (controller) => {
        ofController(controller);
        StorageAccount(async () => 'handler')(
          controller.prototype,
          'handle',
          descriptorOf(controller, 'handle'),
        );
      },
    );
    expect(second.accounts).toEqual(['handler']);
  });

  test('StorageReservation injects the reservation into the handler', async () => {
    const { guard } = await postThrough(
      () => 'ann',
      (controller) => StorageReservation()(controller.prototype, 'handle', 2),
      (_request, _response, reservation) => (reservation as Reservation).commit(7),
    );
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 7, reservedBytes: 0 });
  });

  describe.each([
    { place: 'a guard, and Nest parses bodies', bodyParser: true, inTime: { json: false, other: true } },
    {
      place: 'a guard, with bodyParser: false',
      bodyParser: false,
      // Fastify has its own JSON parser.
      inTime: { json: platform === 'express', other: true },
    },
    {
      place: 'a middleware of a module, and Nest parses bodies',
      bodyParser: true,
      inTime: { json: platform === 'fastify', other: true },
    },
    { place: 'app.use, and Nest parses bodies', bodyParser: true, inTime: { json: true, other: true } },
  ])('as $place', ({ place, bodyParser, inTime }) => {
    test.each([
      { type: 'application/json', expected: inTime.json },
      { type: 'application/octet-stream', expected: inTime.other },
    ])('runs before a body of type $type is read: $expected', async ({ type, expected }) => {
      const asked: boolean[] = [];
      const account = (request: IncomingMessage & { raw?: IncomingMessage }): string => {
        asked.push(!(request.raw ?? request).readableDidRead);
        return 'ann';
      };
      const { guard } = watchQuota();
      class RootModule {
        configure(consumer: MiddlewareConsumer): void {
          if (place.startsWith('a middleware')) {
            consumer.apply(storageGuard(guard, { account })).forRoutes('files/:name');
          }
        }
      }
      const imports = [
        StorageExhaustedModule.forRoot({ logger: false }),
        StorageGuardModule.forRoot({ guard, account }),
      ];
      const origin = await startApplication({
        platform,
        bodyParser,
        root: RootModule,
        metadata: { imports },
        route() {
          throw new Error('The route has run');
        },
        decorate(controller) {
          if (place.startsWith('a guard')) UseGuards(StorageGuard)(controller);
        },
        setUp(application) {
          if (platform === 'fastify') leaveOthers(application);
          if (place.startsWith('app.use')) application.use(storageGuard(guard, { account }));
        },
      });
      const body = JSON.stringify({ text: 'more than 10 bytes' });
      const response = await fetch(`${origin}/files/a`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(response.status).toBe(507);
      expect(asked).toEqual([expected]);
    });
  });
});

test.each([
  [{ guard: undefined }, 'guard must be a guard'],
  [{ metered: 1 }, 'options.metered must be a boolean'],
  [{ quota: 1 }, 'options.quota is not an option'],
])('forRoot rejects %j', (options, message) => {
  const { guard } = watchQuota();
  expect(() => StorageGuardModule.forRoot({ guard, ...options } as never)).toThrow(new TypeError(message));
});

test('StorageGuard fails without the module', async () => {
  const starting = startApplication({
    platform: 'express',
    route: () => 'stored',
    decorate: (controller) => UseGuards(StorageGuard)(controller),
  });
  await expect(starting).rejects.toThrow('http507.StorageGuardAdmit');
});

/** Adds a parser that does not read the body. Without one, Fastify accepts only JSON and text. */
function leaveOthers(application: INestApplication): void {
  application
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('*', (_request: unknown, _payload: unknown, done: (error: null) => void) =>
      done(null),
    );
}
