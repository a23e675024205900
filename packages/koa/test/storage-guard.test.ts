import http from 'node:http';

import { listen } from '@http507/conformance';
import { quota } from '@http507/guard';
import { reservationOf, storageGuard } from '@http507/koa';
import { describe, expect, test } from 'vitest';

import { MAJORS } from './majors.ts';

const newGuard = () => quota({ limit: 10, usage: () => 0 });

describe.each(MAJORS)('storageGuard in $major', ({ Koa }) => {
  test('sees the state of earlier middleware and reserves for the context', async () => {
    const guard = newGuard();
    const application = new Koa();
    application.use(async (context, next) => {
      context.state.account = 'ann';
      await next();
    });
    application.use(storageGuard(guard, { account: ({ state }) => state.account }));
    application.use(async (context) => {
      for await (const _ of context.req);
      await reservationOf(context).commit(4);
      context.status = 201;
    });
    const origin = await listen(http.createServer(application.callback()));
    expect((await fetch(origin, { method: 'PUT', body: 'hello' })).status).toBe(201);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 4, reservedBytes: 0 });
  });

  test('leaves the 411 for a chunked upload to Koa', async () => {
    const application = new Koa();
    application.silent = true;
    application.use(storageGuard(newGuard()));
    application.use(() => {
      throw new Error('The route has run');
    });
    const origin = await listen(http.createServer(application.callback()));
    const body = new Blob(['hello']).stream();
    const response = await fetch(origin, { method: 'PUT', body, duplex: 'half' });
    expect([response.status, await response.text()]).toEqual([411, 'Length Required']);
  });
});
