import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import type { FastifyServerOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('the request id in $major', ({ fastify }) => {
  async function answeredId(options: FastifyServerOptions): Promise<string> {
    const application = fastify(options);
    application.register(storageExhaustedPlugin, { logger: false });
    application.get('/', async () => {
      throw new StorageExhaustedError();
    });
    await application.ready();
    const origin = await listen(application.server);
    const response = await fetch(origin, { headers: { 'X-Request-Id': 'inbound' } });
    const { requestId } = (await response.json()) as { requestId: string };
    expect(response.headers.get('X-Request-Id')).toBe(requestId);
    return requestId;
  }

  test("is Fastify's own id", async () => {
    expect(await answeredId({})).toBe('req-1');
  });

  test('comes from requestIdHeader', async () => {
    expect(await answeredId({ requestIdHeader: 'x-request-id' })).toBe('inbound');
  });

  test('comes from genReqId', async () => {
    expect(await answeredId({ genReqId: () => 'generated' })).toBe('generated');
  });

  test('is never an invalid id', async () => {
    expect(await answeredId({ genReqId: () => 'a b' })).toBe('inbound');
  });
});
