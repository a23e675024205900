import { accountOf, type FileStore } from '@http507/example-store';
import { reservationOf } from '@http507/fastify';
import type { FastifyPluginCallback } from 'fastify';

interface Named {
  Params: { name: string };
}

/** The routes for single files. */
export const fileRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  // Every body on these routes is a file that the handler reads itself.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));

  fastify.put<Named>('/files/:name', {
    config: {
      storageGuard: {
        replacedBytes: ({ raw, params }) => store.length(accountOf(raw), (params as Named['Params']).name),
      },
    },
    handler: async (request, reply) => {
      const { params, raw } = request;
      reply.code(201);
      return await store.put(accountOf(raw), params.name, raw, reservationOf(request));
    },
  });

  fastify.get('/files', async ({ raw }) => ({ files: await store.list(accountOf(raw)) }));

  fastify.get<Named>('/files/:name', async ({ params, raw }, reply) => {
    const { bytes, content } = await store.read(accountOf(raw), params.name);
    reply.type('application/octet-stream').header('content-length', bytes);
    return content;
  });

  fastify.delete<Named>('/files/:name', async ({ params, raw }, reply) => {
    await store.remove(accountOf(raw), params.name);
    reply.code(204);
  });

  done();
};
