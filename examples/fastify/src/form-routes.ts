import {
  accountOf,
  checkFormHeaders,
  type FileStore,
  leastFileLength,
  missingFile,
  type PendingFile,
} from '@http507/example-store';
import { reservationOf } from '@http507/fastify';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';

/** The route for a file in a form. */
export const formRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.post('/files', {
    onRequest: async ({ raw }) => checkFormHeaders(raw),
    config: {
      storageGuard: {
        bytes: ({ raw }) => leastFileLength(raw),
        // Which file it replaces is not known yet.
        replacedBytes: ({ raw }) => store.largest(accountOf(raw)),
      },
    },
    handler: async (request, reply) => {
      const file = await receiveForm(store, request);
      reply.code(201);
      return await file.commit();
    },
  });

  done();
};

async function receiveForm(store: FileStore, request: FastifyRequest): Promise<PendingFile> {
  let file: PendingFile | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue;
      if (part.fieldname !== 'file' || !part.filename) throw missingFile();
      file = await store.receive(accountOf(request.raw), part.filename, part.file, reservationOf(request));
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  if (!file) throw missingFile();
  return file;
}
