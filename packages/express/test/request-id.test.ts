import http from 'node:http';
import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import pino from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('the request id in $major', ({ express }) => {
  async function answeredId(genReqId: ((request: http.IncomingMessage) => never) | undefined) {
    const application = express();
    let id: unknown;
    application.use(pinoHttp({ logger: pino({ level: 'silent' }), ...(genReqId && { genReqId }) }));
    application.use((request) => {
      id = request.id;
      throw new StorageExhaustedError();
    });
    application.use(storageExhaustedHandler());
    const origin = await listen(http.createServer(application));
    const response = await fetch(origin, { headers: { 'X-Request-Id': 'inbound' } });
    const { requestId } = (await response.json()) as { requestId: string };
    expect(response.headers.get('X-Request-Id')).toBe(requestId);
    return { requestId, id };
  }

  test('is the number that pino-http assigned', async () => {
    const { requestId, id } = await answeredId(undefined);
    expect(id).toBeTypeOf('number');
    expect(requestId).toBe(String(id));
  });

  test('is never an invalid id', async () => {
    const { requestId } = await answeredId(() => ({ not: 'an id' }) as never);
    expect(requestId).toBe('inbound');
  });
});
