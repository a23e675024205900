import { exhaustedError, simulateEnospc } from '@http507/example-store';
import type { FastifyPluginCallback } from 'fastify';

/** The routes that fail on purpose, and the one that tells that the service is up. */
export const statusRoutes: FastifyPluginCallback = (fastify, _options, done) => {
  fastify.get<{ Querystring: { reason?: string; retryAfter?: string } }>('/status/507', async ({ query }) => {
    throw exhaustedError(query);
  });

  fastify.post('/simulate/enospc', async (_request, reply) => {
    await simulateEnospc();
    reply.code(204);
  });

  fastify.get('/health', async () => ({ status: 'ok' }));

  done();
};
