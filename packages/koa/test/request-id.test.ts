import http from 'node:http';
import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import type { Context } from 'koa';
import pino from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('the request id in $major', ({ Koa }) => {
  async function answeredId(prepare: (context: Context) => void): Promise<string> {
    const application = new Koa();
    application.use(storageExhaustedMiddleware({ logger: false }));
    application.use((context) => {
      prepare(context);
      throw new StorageExhaustedError();
    });
    const origin = await listen(http.createServer(application.callback()));
    const response = await fetch(origin, { headers: { 'X-Request-Id': 'inbound' } });
    const { requestId } = (await response.json()) as { requestId: string };
    expect(response.headers.get('X-Request-Id')).toBe(requestId);
    return requestId;
  }

  const log = pinoHttp({ logger: pino({ level: 'silent' }), genReqId: () => 7 });

  test('is ctx.state.id', async () => {
    const id = await answeredId((context) => {
      log(context.req, context.res);
      context.state.id = 'state';
    });
    expect(id).toBe('state');
  });

  test('is the number that pino-http assigned if there is no ctx.state.id', async () => {
    expect(await answeredId((context) => log(context.req, context.res))).toBe('7');
  });

  test('is never an invalid id', async () => {
    expect(
      await answeredId((context) => {
        context.state.id = 'a b';
      }),
    ).toBe('inbound');
  });
});
