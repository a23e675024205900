import { Stream } from 'node:stream';

import { type AdapterOptions, createExchangeHandler, type Exchange, writeManagedReply } from '@http507/node';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** What storageExhaustedPlugin can be told, every member optional. */
export type StorageExhaustedPluginOptions = AdapterOptions<FastifyRequest>;

const plugin: FastifyPluginAsync<StorageExhaustedPluginOptions> = async (fastify, options) => {
  const handle = createExchangeHandler(options);
  const next = fastify.errorHandler;
  fastify.setErrorHandler((thrown, request, reply) => {
    if (handle(thrown, () => exchangeOf(request, reply))) return undefined;
    return next.call(fastify, thrown, request, reply);
  });
  // When a stream fails midway, Fastify destroys the response without the error, which over HTTP/2 looks complete.
  if (fastify.initialConfig.http2) {
    fastify.addHook('onSend', async (request, reply, payload) => {
      if (!(payload instanceof Stream)) return;
      payload.once('error', (thrown) => {
        // Until then the error goes to the error handler.
        if (reply.raw.headersSent) handle(thrown, () => exchangeOf(request, reply));
      });
    });
  }
};

/**
 * Makes Fastify answer 507 when storage is exhausted; every other error goes, as it is, to the error handler that was
 * set before. A handler of a child instance or of a route comes first, and passes an error on by throwing it again.
 *
 * @throws TypeError, when the instance gets ready, that names the option which is unknown or invalid
 */
export const storageExhaustedPlugin: FastifyPluginAsync<StorageExhaustedPluginOptions> = fastifyPlugin(
  plugin,
  {
    name: '@http507/fastify',
    fastify: '4.x || 5.x',
  },
);

function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange<FastifyRequest> {
  return {
    request,
    incoming: request.raw,
    outgoing: reply.raw,
    id: request.id,
    route: request.routeOptions.url,
    log: (record, message) => request.log.error(record, message),
    getHeader: (name) => reply.getHeader(name),
    write: (answer) => writeManagedReply(reply, answer),
  };
}
