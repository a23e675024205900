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
    // Gives names that are too long and malformed addresses our own answers.
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (thrown, _request, reply) => answer(reply, thrown),
  });
  app.setErrorHandler((thrown, _request, reply) => answer(reply, thrown));
  app.addHook('onRequest', async ({ is404 }) => {
    // Not in a handler, because Fastify would parse the body first.
    if (is404) throw unknownRoute();
  });
  // A separate scope, because Fastify warns about a second error handler in the same one.
  app.register(async (scope) => {
    scope.register(storageExhaustedPlugin);
    // Applies to the routes that opt in.
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
