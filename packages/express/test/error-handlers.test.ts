import http from 'node:http';
import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import type { Application, ErrorRequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const FOREIGN: readonly unknown[] = [
  new Error('other'),
  Object.freeze(new TypeError('frozen')),
  { status: 418 },
  'text',
  42,
  Symbol('thrown'),
];

describe.each(MAJORS)('error handlers in $major', ({ express }) => {
  const serve = (application: Application): Promise<string> => listen(http.createServer(application));

  /** Returns the application's own handler, which answers 418. */
  function keepIn(values: unknown[]): ErrorRequestHandler {
    return (thrown, _request, response, _next) => {
      values.push(thrown);
      response.status(418).end();
    };
  }

  test.each(FOREIGN)('get every other value unchanged: %s', async (value) => {
    const application = express();
    const router = express.Router();
    const values: unknown[] = [];
    const passOn: ErrorRequestHandler = (thrown, _request, _response, next) => {
      values.push(thrown);
      next(thrown);
    };
    router.get('/', (_request, _response, next) => next(value));
    router.use(storageExhaustedHandler());
    application.use('/api', router);
    application.use(passOn);
    application.use(storageExhaustedHandler());
    application.use(keepIn(values));
    const response = await fetch(`${await serve(application)}/api`);
    expect(response.status).toBe(418);
    expect(values).toHaveLength(2);
    expect(values.every((passed) => Object.is(passed, value))).toBe(true);
  });

  test('do not get storage errors', async () => {
    const application = express();
    const values: unknown[] = [];
    application.get('/', () => {
      throw new StorageExhaustedError();
    });
    application.use(storageExhaustedHandler({ logger: false }));
    application.use(keepIn(values));
    const response = await fetch(await serve(application));
    expect(response.status).toBe(507);
    expect(values).toEqual([]);
  });

  test('of a router run first and can pass a storage error on', async () => {
    const application = express();
    const router = express.Router();
    const seen: unknown[] = [];
    const thrown = new StorageExhaustedError();
    router.get('/', (_request, _response, next) => next(thrown));
    router.use(((error, _request, _response, next) => {
      seen.push(error);
      next(error);
    }) as ErrorRequestHandler);
    application.use('/api', router);
    application.use(storageExhaustedHandler({ logger: false }));
    const response = await fetch(`${await serve(application)}/api`);
    expect(response.status).toBe(507);
    expect(seen).toEqual([thrown]);
  });

  test('report the pattern of the route, and not the requested path', async () => {
    const events = new Collector<{ readonly route?: string | undefined }>();
    const handler = storageExhaustedHandler({ logger: false, onExhausted: events.add });
    const [application, outer, inner] = [express(), express.Router(), express.Router()];
    inner.get('/files/:name', (_request, _response, next) => next(new StorageExhaustedError()));
    inner.use(handler);
    outer.use('/tenants/:tenant', inner);
    application.use('/api', outer);
    await fetch(`${await serve(application)}/api/tenants/42/files/x`);
    // Without the paths of the routers, which Express takes from the request.
    expect((await events.first()).route).toBe('/files/:name');
  });

  test('report no pattern if no route has matched', async () => {
    const events = new Collector<{ readonly route?: string | undefined }>();
    const application = express();
    application.use(() => {
      throw new StorageExhaustedError();
    });
    application.use(storageExhaustedHandler({ logger: false, onExhausted: events.add }));
    await fetch(await serve(application));
    expect((await events.first()).route).toBeUndefined();
  });
});
