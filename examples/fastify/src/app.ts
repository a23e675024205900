import multipart from '@fastify/multipart';
import {
  accountOf,
  errorReply,
  type FileStore,
  FORM_LIMITS,
  MAX_DOCUMENT_BYTES,
  unknownRoute,
} from '@http507/example-store';
import { storageExhaustedPlugin, storageGuardPlugin } from '@http507/fastify';
import createFastify, { type FastifyInstance, type FastifyReply } from 'fastify';

import { documentRoutes } from './document-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { formRoutes } from './form-routes.ts';
import { statusRoutes } from './status-routes.ts';

/** Returns the file service as a Fastify instance. */
export function createApp(store: FileStore): FastifyInstance {
  const app = createFastify({
    logger: { level: 'error' },
    requestIdHeader: 'x-request-id',
    bodyLimit: MAX_DOCUMENT_BYTES,
    // Names that are too long get an answer that says so, and an address that is malformed gets ours as well.
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (thrown, _request, reply) => answer(reply, thrown),
  });
  app.setErrorHandler((thrown, _request, reply) => answer(reply, thrown));
  app.addHook('onRequest', async ({ is404 }) => {
    // Here and not in a handler, before which Fastify would read and judge the body.
    if (is404) throw unknownRoute();
  });
  // A scope of its own, because Fastify warns of a second error handler in the same one.
  app.register(async (scope) => {
    scope.register(storageExhaustedPlugin);
    // For the routes that ask for it.
    scope.register(storageGuardPlugin, {
      guard: store.guard,
      account: ({ raw }) => accountOf(raw),
      metered: true,
    });
    scope.register(multipart, { limits: FORM_LIMITS, preservePath: true });
    scope.register(fileRoutes, { store });
    scope.register(formRoutes, { store });
    scope.register(documentRoutes, { store });
    scope.register(statusRoutes, { store });
  });
  return app;
}

function answer(reply: FastifyReply, thrown: unknown): void {
  const { status, body } = errorReply(thrown);
  reply.code(status).send(body);
}
