import { accountOf, checkDocument, checkDocumentHeaders, type FileStore } from '@http507/example-store';
import { reservationOf } from '@http507/fastify';
import type { FastifyPluginCallback } from 'fastify';

import { unpack } from './unpack.ts';

/** The route for JSON documents. */
export const documentRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.post('/documents', {
    // Before Fastify's own parser reads the body.
    onRequest: async ({ raw }) => checkDocumentHeaders(raw),
    config: { storageGuard: true },
    preParsing: async ({ headers }, _reply, payload) => unpack(payload, headers['content-encoding']),
    handler: async (request, reply) => {
      const document = checkDocument(request.body);
      reply.code(201);
      return await store.addDocument(accountOf(request.raw), document, reservationOf(request));
    },
  });

  done();
};
