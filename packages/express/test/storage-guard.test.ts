import http from 'node:http';

import { listen } from '@http507/conformance';
import { reservationOf, storageExhaustedHandler, storageGuard } from '@http507/express';
import { quota } from '@http507/guard';
import { describe, expect, test } from 'vitest';

import { MAJORS } from './majors.ts';

const newGuard = () => quota({ limit: 10, usage: () => 0 });
const put = (origin: string, body: string | ReadableStream) =>
  fetch(origin, { method: 'PUT', body, duplex: 'half', headers: { 'content-type': 'application/json' } });

describe.each(MAJORS)('storageGuard in $major', ({ express }) => {
  test('runs before a body parser, which would answer 413', async () => {
    const application = express();
    application.use(storageGuard(newGuard(), { account: () => 'ann' }), express.json({ limit: 5 }));
    application.use(storageExhaustedHandler({ logger: false }));
    const origin = await listen(http.createServer(application));
    expect((await put(origin, '"more than 10 bytes"')).status).toBe(507);
  });

  test('can guard one route, which gets the reservation of its request', async () => {
    const guard = newGuard();
    const application = express();
    application.put('/guarded', storageGuard(guard, { account: () => 'ann' }), (request, response) => {
      request.resume().once('end', () => {
        reservationOf(request)
          .commit(4)
          .then(() => response.sendStatus(201), response.destroy);
      });
    });
    application.put('/free', (_request, response) => void response.sendStatus(204));
    const origin = await listen(http.createServer(application));
    expect((await put(`${origin}/free`, '"more than 10 bytes"')).status).toBe(204);
    expect((await put(`${origin}/guarded`, '"abc"')).status).toBe(201);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 4, reservedBytes: 0 });
  });

  test('leaves the 411 for a chunked upload to Express', async () => {
    const application = express().set('env', 'test');
    application.use(storageGuard(newGuard()), () => {
      throw new Error('the route ran');
    });
    const origin = await listen(http.createServer(application));
    const { status } = await put(origin, new Blob(['"abc"']).stream());
    expect(status).toBe(411);
  });

  test.each([undefined, 'route', 'router'])('admits nothing if the guard rejects with %s', async (value) => {
    const application = express().set('env', 'test');
    const guard = { ...newGuard(), reserve: () => Promise.reject(value) };
    application.put('/', storageGuard(guard));
    application.use((_request, response) => void response.sendStatus(201));
    const origin = await listen(http.createServer(application));
    expect((await put(origin, '"abc"')).status).toBe(500);
  });
});
