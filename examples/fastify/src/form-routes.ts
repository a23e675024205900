import {
  accountOf,
  checkFormHeaders,
  type FileStore,
  leastFileLength,
  missingFile,
} from '@http507/example-store';
import { reservationOf } from '@http507/fastify';
import { storeForm } from '@http507/guard/fastify-multipart';
import type { FastifyPluginCallback } from 'fastify';

/** The route for forms. */
export const formRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.post('/files', {
    onRequest: async ({ raw }) => checkFormHeaders(raw),
    config: {
      storageGuard: {
        bytes: ({ raw }) => leastFileLength(raw),
        // The file that it replaces is not known yet.
        replacedBytes: ({ raw }) => store.largest(accountOf(raw)),
      },
    },
    handler: async (request, reply) => {
      const { files } = await storeForm(request, {
        path: ({ fieldname, filename }) => {
          if (fieldname !== 'file') throw missingFile();
          return store.pathFor(accountOf(request.raw), filename);
        },
        reservation: reservationOf(request),
        durable: true,
      });
      const [file] = files;
      if (!file) throw missingFile();
      reply.code(201);
      return { name: file.filename, bytes: file.bytes };
    },
  });

  done();
};
