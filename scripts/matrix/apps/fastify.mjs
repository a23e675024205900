import { defaultOf } from './default-of.mjs';

export async function start(load, fail) {
  const fastify = defaultOf(await load('fastify'));
  const { StorageExhaustedError, storageExhaustedPlugin } = await load('@http507/fastify');
  const application = fastify({ requestIdHeader: 'x-request-id' });
  application.register(storageExhaustedPlugin, { logger: false });
  application.get('/*', (request) => fail(request.url, StorageExhaustedError));
  await application.listen({ host: '127.0.0.1', port: 0 });
  return application.server.address().port;
}
