import { bodyLength, type FileStore } from '@http507/example-store';
import type { FastifyPluginCallback } from 'fastify';

interface Named {
  Params: { name: string };
}

/** The routes for files one by one. */
export const fileRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  // Every body of these routes is a file, which the handler reads itself: what does not fit is refused before it.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));

  fastify.put<Named>('/files/:name', async ({ params, raw }, reply) => {
    reply.code(201);
    return await store.put(params.name, raw, bodyLength(raw));
  });

  fastify.get('/files', async () => ({ files: await store.list() }));

  fastify.get<Named>('/files/:name', async ({ params }, reply) => {
    const { bytes, content } = await store.read(params.name);
    reply.type('application/octet-stream').header('content-length', bytes);
    return content;
  });

  fastify.delete<Named>('/files/:name', async ({ params }, reply) => {
    await store.remove(params.name);
    reply.code(204);
  });

  done();
};
