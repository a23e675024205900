import multipart from '@fastify/multipart';
import {
  errorReply,
  type FileStore,
  FORM_LIMITS,
  MAX_DOCUMENT_BYTES,
  unknownRoute,
} from '@http507/example-store';
import { storageExhaustedPlugin } from '@http507/fastify';
import createFastify, { type FastifyInstance, type FastifyReply } from 'fastify';

import { documentRoutes } from './document-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { formRoutes } from './form-routes.ts';
import { statusRoutes } from './status-routes.ts';

/** Returns the file service as a Fastify instance. */
export function createApp(store: FileStore): FastifyInstance {
  const app = createFastify({
    logger: { level: 'error' },
    bodyLimit: MAX_DOCUMENT_BYTES,
    // Names that are too long get an answer that says so, and an address that is malformed gets ours as well.
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (thrown, _request, reply) => answer(reply, thrown),
  });
  app.setErrorHandler((thrown, _request, reply) => answer(reply, thrown));
  app.setNotFoundHandler(() => {
    throw unknownRoute();
  });
  // After the error handler, which gets the errors that are not about storage.
  app.register(storageExhaustedPlugin);
  app.register(multipart, { limits: FORM_LIMITS, preservePath: true });
  app.register(fileRoutes, { store });
  app.register(formRoutes, { store });
  app.register(documentRoutes, { store });
  app.register(statusRoutes);
  return app;
}

function answer(reply: FastifyReply, thrown: unknown): void {
  const { status, body } = errorReply(thrown);
  reply.code(status).send(body);
}
