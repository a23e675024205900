import { Stream } from 'node:stream';

import { type AdapterOptions, createExchangeHandler, type Exchange } from '@http507/node';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** Options of storageExhaustedPlugin. All are optional. */
export type StorageExhaustedPluginOptions = AdapterOptions<FastifyRequest>;

const plugin: FastifyPluginAsync<StorageExhaustedPluginOptions> = async (fastify, options) => {
  const handle = createExchangeHandler(options);
  const next = fastify.errorHandler;
  fastify.setErrorHandler((thrown, request, reply) => {
    if (handle(thrown, () => exchangeOf(request, reply))) return undefined;
    return next.call(fastify, thrown, request, reply);
  });
  // If a stream fails midway, Fastify destroys the response without the error. Over HTTP/2 it then looks complete.
  if (fastify.initialConfig.http2) {
    fastify.addHook('onSend', async (request, reply, payload) => {
      if (!(payload instanceof Stream)) return;
      payload.once('error', (thrown) => {
        // Before that, the error goes to the error handler.
        if (reply.raw.headersSent) handle(thrown, () => exchangeOf(request, reply));
      });
    });
  }
};

/**
 * Makes Fastify answer 507 when storage is exhausted. Other errors are passed unchanged to the error handler that was set before.
 * Error handlers of child instances and routes run first. They pass an error on by throwing it again.
 *
 * @throws TypeError with the name of an unknown or invalid option, when the instance becomes ready
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
    managed: reply,
  };
}
