import { writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';

import { StorageExhaustedError, StorageExhaustedFilter, StorageExhaustedModule } from '@http507/nestjs';
import {
  type ArgumentsHost,
  Catch,
  HttpException,
  Injectable,
  type MiddlewareConsumer,
  Param,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter } from '@nestjs/core';
import { describe, expect, test } from 'vitest';

import { post, startApplication } from './start-application.ts';

const CANARY = 'canary-7f3a';

const exhausted = (): never => {
  throw new StorageExhaustedError(CANARY, { resource: CANARY, cause: new Error(CANARY) });
};

const metadata = { imports: [StorageExhaustedModule.forRoot({ logger: false })] };

/** A filter of the application that records what it catches. */
function filterOf(types: (new (...args: never[]) => unknown)[], status: number) {
  const caught: unknown[] = [];
  class UserFilter extends BaseExceptionFilter {
    override catch(thrown: unknown, host: ArgumentsHost): void {
      caught.push(thrown);
      super.catch(new HttpException('from the user', status), host);
    }
  }
  Catch(...(types as (new () => unknown)[]))(UserFilter);
  return { caught, UserFilter };
}

describe.each(['express', 'fastify'] as const)('on platform-%s', (platform) => {
  test('answers 507 and does not send anything of the error', async () => {
    const origin = await startApplication({ platform, metadata, route: exhausted });
    const response = await post(origin, { 'x-request-id': 'id-1' });
    expect(response.status).toBe(507);
    const body = await response.text();
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toBe(platform === 'express' ? 'id-1' : 'req-1');
    expect(body).toBe(
      `{"type":"about:blank","title":"Insufficient Storage","status":507,"detail":"The server has no room to store this right now.","error":"insufficient_storage","reason":"capacity","requestId":"${requestId}","temporary":true}`,
    );
    expect(inspect(response.headers) + body).not.toContain(CANARY);
  });

  test('answers 507 to the kernel’s own ENOSPC', async () => {
    const route = () => writeFile('/dev/full', 'x');
    const origin = await startApplication({ platform, metadata, route });
    expect((await post(origin)).status).toBe(507);
  });

  test('needs no forRoot', async () => {
    const origin = await startApplication({
      platform,
      metadata: { imports: [StorageExhaustedModule] },
      route: exhausted,
    });
    expect((await post(origin)).status).toBe(507);
  });

  test('works in @UseFilters, as a class with the options of the module and as an instance', async () => {
    const detail = { capacity: 'Full.' };
    for (const filter of [StorageExhaustedFilter, new StorageExhaustedFilter({ logger: false, detail })]) {
      const origin = await startApplication({
        platform,
        metadata: { imports: [StorageExhaustedModule.forRoot({ logger: false, detail })] },
        route: exhausted,
        decorate: (controller) => UseFilters(filter)(controller),
      });
      expect(await (await post(origin)).json()).toMatchObject({ status: 507, detail: 'Full.' });
    }
  });

  test('runs first if it is last in @UseFilters', async () => {
    const { UserFilter } = filterOf([], 418);
    const origin = await startApplication({
      platform,
      metadata,
      route: exhausted,
      decorate: (controller) => UseFilters(UserFilter, StorageExhaustedFilter)(controller),
    });
    expect((await post(origin)).status).toBe(507);
  });

  test('works in useGlobalFilters after a catch-all filter, which gets all other errors', async () => {
    const { caught, UserFilter } = filterOf([], 418);
    let thrown: unknown = new StorageExhaustedError();
    const origin = await startApplication({
      platform,
      route: () => {
        throw thrown;
      },
      setUp: (application) =>
        application.useGlobalFilters(
          new UserFilter(application.getHttpAdapter()),
          new StorageExhaustedFilter({ logger: false }),
        ),
    });
    expect((await post(origin)).status).toBe(507);
    thrown = new Error('foreign');
    expect((await post(origin)).status).toBe(418);
    expect(caught).toEqual([thrown]);
    expect(caught[0]).toBe(thrown);
  });

  test('leaves other errors to the application’s filters, whichever module registers them', async () => {
    const { caught, UserFilter } = filterOf([], 418);
    let thrown: unknown;
    const origin = await startApplication({
      platform,
      metadata: { ...metadata, providers: [{ provide: APP_FILTER, useClass: UserFilter }] },
      route: () => {
        throw thrown;
      },
    });
    const foreign = [
      new HttpException({ own: 'body' }, 409),
      Object.assign(new Error('EFBIG'), { code: 'EFBIG' }),
      'a string',
      null,
      undefined,
      Object.freeze(new Error('frozen')),
    ];
    for (thrown of foreign) expect((await post(origin)).status).toBe(418);
    expect(caught.length).toBe(foreign.length);
    for (const [index, value] of foreign.entries()) expect(caught[index]).toBe(value);
    thrown = new StorageExhaustedError();
    expect((await post(origin)).status).toBe(507);
  });

  test('leaves a filter for one type its errors, registered before or after', async () => {
    const { UserFilter } = filterOf([HttpException], 418);
    const provider = { provide: APP_FILTER, useClass: UserFilter };
    class Other {}
    for (const imports of [
      [...metadata.imports, { module: Other, providers: [provider] }],
      [{ module: Other, providers: [provider] }, ...metadata.imports],
    ]) {
      let thrown: unknown = new HttpException('foreign', 400);
      const origin = await startApplication({
        platform,
        metadata: { imports },
        route: () => {
          throw thrown;
        },
      });
      expect((await post(origin)).status).toBe(418);
      thrown = new StorageExhaustedError();
      expect((await post(origin)).status).toBe(507);
    }
  });

  test('leaves an HttpException and unknown errors to Nest’s default', async () => {
    let thrown: unknown = new HttpException({ own: 'body' }, 409);
    const origin = await startApplication({
      platform,
      metadata,
      route: () => {
        throw thrown;
      },
    });
    const response = await post(origin);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ own: 'body' });
    thrown = new Error('foreign');
    expect(await (await post(origin)).json()).toEqual({ statusCode: 500, message: 'Internal server error' });
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
  });

  test('catches only what its own options recognize', async () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const brandOnly = await startApplication({
      platform,
      metadata: { imports: [StorageExhaustedModule.forRoot({ logger: false, recognize: false })] },
      route: () => {
        throw full;
      },
    });
    expect((await post(brandOnly)).status).toBe(500);
    const further = await startApplication({
      platform,
      metadata: {
        imports: [
          StorageExhaustedModule.forRoot({
            logger: false,
            recognize: [({ code }) => (code === 'TAPE_FULL' ? { kind: 'disk' } : undefined)],
          }),
        ],
      },
      route: () => {
        throw Object.assign(new Error('full'), { code: 'TAPE_FULL' });
      },
    });
    expect((await post(further)).status).toBe(507);
  });

  test('answers errors of a guard, an interceptor and a pipe', async () => {
    class Guard {
      canActivate = exhausted;
    }
    class Interceptor {
      intercept = exhausted;
    }
    class Pipe {
      transform = exhausted;
    }
    for (const part of [Guard, Interceptor, Pipe]) Injectable()(part);
    const decorators: ((controller: new () => object) => void)[] = [
      (controller) => UseGuards(Guard)(controller),
      (controller) => UseInterceptors(Interceptor)(controller),
      (controller) => Param('name', Pipe)(controller.prototype, 'handle', 2),
    ];
    for (const decorate of decorators) {
      const origin = await startApplication({ platform, metadata, route: () => 'fine', decorate });
      expect((await post(origin)).status).toBe(507);
    }
  });

  test('answers errors that a middleware throws or passes to next', async () => {
    const middlewares: ((...args: [unknown, unknown, (error: unknown) => void]) => void)[] = [
      () => exhausted(),
      (_request, _response, next) => next(new StorageExhaustedError()),
    ];
    for (const middleware of middlewares) {
      class RootModule {
        configure(consumer: MiddlewareConsumer): void {
          consumer.apply(middleware).forRoutes('files/:name');
        }
      }
      const origin = await startApplication({ platform, metadata, route: () => 'fine', root: RootModule });
      const response = await post(origin, { 'x-request-id': 'id-1' });
      expect(response.status).toBe(507);
      expect(((await response.json()) as { requestId: string }).requestId).toBe(
        response.headers.get('x-request-id'),
      );
    }
  });

  test('drops stale headers and keeps the others', async () => {
    const origin = await startApplication({
      platform,
      metadata,
      route: (_request, response) => {
        response.header('content-encoding', 'gzip');
        response.header('etag', '"1"');
        response.header('vary', 'Origin');
        response.header('x-kept', 'yes');
        return exhausted();
      },
    });
    const { headers, status } = await post(origin);
    expect(status).toBe(507);
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('vary')).toBe('Origin, Accept');
    expect(headers.get('x-kept')).toBe('yes');
  });

  test('cuts off a response whose headers were sent', async () => {
    const origin = await startApplication({
      platform,
      metadata,
      route: (_request, response) => {
        (response.raw ?? response).write('half');
        return exhausted();
      },
    });
    await expect(post(origin).then((response) => response.text())).rejects.toThrow();
  });

  test('calls the callback with the platform’s request', async () => {
    const origin = await startApplication({
      platform,
      metadata: {
        imports: [
          StorageExhaustedModule.forRoot({
            logger: false,
            requestId: (request) => request.headers['x-own-id'],
          }),
        ],
      },
      route: exhausted,
    });
    expect((await post(origin, { 'x-own-id': 'own' })).headers.get('x-request-id')).toBe('own');
  });

  test('logs one record with Nest’s logger and calls onExhausted, both with the route', async () => {
    const records: Record<string, unknown>[] = [];
    const events: unknown[] = [];
    const ignore = (): void => {};
    const origin = await startApplication({
      platform,
      metadata: { imports: [StorageExhaustedModule.forRoot({ onExhausted: (event) => events.push(event) })] },
      route: exhausted,
      logger: { log: ignore, warn: ignore, error: (record) => records.push(record) },
    });
    const response = await post(origin);
    await response.text();
    await post(origin);
    expect(records).toEqual([
      expect.objectContaining({
        message: 'Storage exhausted: answered 507',
        requestId: response.headers.get('x-request-id'),
        method: 'POST',
        route: '/files/:name',
        note: CANARY,
        resource: CANARY,
        err: expect.stringMatching(/^StorageExhaustedError[\s\S]+\[cause\]: Error: canary-7f3a/),
      }),
    ]);
    expect(events).toHaveLength(2);
  });
});

test('answers on Fastify after the handler has hijacked the reply', async () => {
  const origin = await startApplication({
    platform: 'fastify',
    metadata,
    route: (_request, response) => {
      response.hijack();
      return exhausted();
    },
  });
  expect((await post(origin)).status).toBe(507);
});

test('rejects invalid options at once', () => {
  const options = { logger: 'no' } as never;
  expect(() => StorageExhaustedModule.forRoot(options)).toThrow(
    new TypeError('options.logger must be a boolean; use options.onExhausted to log elsewhere'),
  );
  expect(() => new StorageExhaustedFilter(options)).toThrow(TypeError);
  expect(() => StorageExhaustedModule.forRoot({ typo: 1 } as never)).toThrow('options.typo is not an option');
});
