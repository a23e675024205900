import { accountOf, exhaustedError, type FileStore, simulateEnospc } from '@http507/example-store';
import type { FastifyPluginCallback } from 'fastify';

/** The routes that fail on purpose, and those that report usage and health. */
export const statusRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.get<{ Querystring: { reason?: string; retryAfter?: string } }>('/status/507', async ({ query }) => {
    throw exhaustedError(query);
  });

  fastify.post('/simulate/enospc', {
    // Runs before Fastify parses the body, which does not matter here.
    onRequest: simulateEnospc,
    handler: async (_request, reply) => {
      reply.code(204);
    },
  });

  fastify.get('/usage', async ({ raw }) => store.usage(accountOf(raw)));

  fastify.get('/health', async () => ({ status: 'ok' }));

  done();
};
