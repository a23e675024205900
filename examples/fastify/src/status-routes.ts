import { exhaustedError, simulateEnospc } from '@http507/example-store';
import type { FastifyPluginCallback } from 'fastify';

/** The routes that fail on purpose, and the one that tells that the service is up. */
export const statusRoutes: FastifyPluginCallback = (fastify, _options, done) => {
  fastify.get<{ Querystring: { reason?: string; retryAfter?: string } }>('/status/507', async ({ query }) => {
    throw exhaustedError(query);
  });

  fastify.post('/simulate/enospc', {
    // Before Fastify reads the body and judges it, which does not matter here.
    onRequest: simulateEnospc,
    handler: async (_request, reply) => {
      reply.code(204);
    },
  });

  fastify.get('/health', async () => ({ status: 'ok' }));

  done();
};
