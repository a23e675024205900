import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const BEFORE_SENDING = [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
] as const;

describe.each(MAJORS)('hooks in $major', ({ fastify, cors }) => {
  test.each(BEFORE_SENDING)('an error in %s gets a 507', async (name) => {
    const application = fastify();
    application.register(storageExhaustedPlugin, { logger: false });
    application.addHook(name as 'onRequest', async () => {
      throw new StorageExhaustedError();
    });
    application.post('/', async () => ({ stored: true }));
    await application.ready();
    const origin = await listen(application.server);
    const response = await fetch(origin, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ status: 507, requestId: 'req-1' });
  });

  test('onSend and onResponse run and see the answer', async () => {
    const application = fastify();
    application.register(storageExhaustedPlugin, { logger: false });
    const seen = new Collector<unknown>();
    application.addHook('onSend', async (_request, reply, payload) => {
      seen.add(['onSend', reply.statusCode, typeof payload]);
      reply.header('Server-Timing', 'storing;dur=1');
      return payload;
    });
    application.addHook('onResponse', async (_request, reply) => seen.add(['onResponse', reply.statusCode]));
    application.get('/', async () => {
      throw new StorageExhaustedError();
    });
    await application.ready();
    const { status, headers } = await fetch(await listen(application.server));
    expect(status).toBe(507);
    expect(headers.get('Server-Timing')).toBe('storing;dur=1');
    expect(await seen.take(2)).toEqual([
      ['onSend', 507, 'string'],
      ['onResponse', 507],
    ]);
  });

  test('the headers of @fastify/cors are kept', async () => {
    const application = fastify();
    application.register(cors, { origin: 'https://example.com' });
    application.register(storageExhaustedPlugin, { logger: false });
    application.get('/', async (_request, reply) => {
      reply.header('ETag', '"stale"').header('Vary', 'Origin');
      throw new StorageExhaustedError();
    });
    await application.ready();
    const origin = await listen(application.server);
    const { status, headers } = await fetch(origin, { headers: { Origin: 'https://example.com' } });
    expect(status).toBe(507);
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://example.com');
    expect(headers.get('Vary')).toBe('Origin, Accept');
    expect(headers.get('ETag')).toBeNull();
  });
});
