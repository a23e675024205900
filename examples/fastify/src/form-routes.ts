import {
  admitForm,
  type FileStore,
  missingFile,
  type PendingFile,
  receiveFormFile,
} from '@http507/example-store';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';

/** The route for a file in a form. */
export const formRoutes: FastifyPluginCallback<{ store: FileStore }> = (fastify, { store }, done) => {
  fastify.post('/files', {
    onRequest: async ({ raw }) => admitForm(store, raw),
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
      file = await receiveFormFile(store, request.raw, part.filename, part.file);
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  if (!file) throw missingFile();
  return file;
}
