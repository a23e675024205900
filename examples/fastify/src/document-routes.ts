import { admitDocument, checkDocument, type FileStore } from '@http507/example-store';
import type { FastifyPluginCallback } from 'fastify';

import { unpack } from './unpack.ts';

/** The route for JSON documents. */
export const documentRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.post('/documents', {
    // Before Fastify's own parser reads the body.
    onRequest: async ({ raw }) => admitDocument(store, raw),
    preParsing: async ({ headers }, _reply, payload) => unpack(payload, headers['content-encoding']),
    handler: async ({ body }, reply) => {
      reply.code(201);
      return await store.addDocument(checkDocument(body));
    },
  });

  done();
};
