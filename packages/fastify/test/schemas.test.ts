import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const BODY =
  '{"type":"about:blank","title":"Insufficient Storage","status":507,"detail":"The server has no room to store this right now.","error":"insufficient_storage","reason":"capacity","requestId":"req-1","temporary":true}';

/** Keeps only one member and requires another one that is missing. */
const NARROW = {
  type: 'object',
  required: ['missing'],
  properties: { title: { type: 'number' } },
  additionalProperties: false,
};

describe.each(MAJORS)('the bytes of the answer in $major', ({ fastify }) => {
  async function answer(
    options: RouteShorthandOptions,
    prepare?: (instance: FastifyInstance) => void,
  ): Promise<string> {
    const application = fastify();
    application.register(storageExhaustedPlugin, { logger: false });
    prepare?.(application);
    application.get('/', options, async () => {
      throw new StorageExhaustedError();
    });
    await application.ready();
    const response = await fetch(await listen(application.server));
    expect(response.status).toBe(507);
    expect(response.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    return response.text();
  }

  test.each(['5xx', '507', 'default'])('are not changed by the response schema of %s', async (status) => {
    expect(await answer({ schema: { response: { [status]: NARROW } } })).toBe(BODY);
  });

  const shout = (): string => 'serialized';

  test('are not changed by a serializer of the instance', async () => {
    expect(await answer({}, (instance) => void instance.setReplySerializer(shout))).toBe(BODY);
  });

  test('are not changed by a serializer of the reply', async () => {
    const onRequest: RouteShorthandOptions['onRequest'] = async (_request, reply) => {
      reply.serializer(shout);
    };
    expect(await answer({ onRequest })).toBe(BODY);
  });

  test('are not changed by a serializer compiler', async () => {
    const schema = { response: { 507: NARROW } };
    expect(await answer({ schema, serializerCompiler: () => shout })).toBe(BODY);
  });
});
