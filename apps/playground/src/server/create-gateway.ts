import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import serveFiles from '@fastify/static';
import createFastify, { type FastifyInstance } from 'fastify';

import { type InspectRoutesOptions, inspectRoutes } from './inspect-routes.ts';
import { labRoutes } from './lab-routes.ts';
import { refusalOf } from './own-requests.ts';
import type { StateFeed } from './state-feed.ts';
import { type UploadRoutesOptions, uploadRoutes } from './upload-routes.ts';

const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/** What the gateway needs. */
export interface GatewaySettings extends UploadRoutesOptions, InspectRoutesOptions {
  /** The origins of the page. */
  readonly pageOrigins: readonly string[];
  readonly states: StateFeed;
}

/** Returns the server of the page: its files, its events, and the requests that a browser cannot make itself. */
export function createGateway(settings: GatewaySettings): FastifyInstance {
  const { pageOrigins, services, events, states } = settings;
  const app = createFastify({ forceCloseConnections: true });

  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request, pageOrigins);
    if (refusal) return reply.code(403).send({ error: refusal });
    return undefined;
  });
  app.register(helmet, {
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", ...services.all.map(({ origin }) => origin)],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  app.register(serveFiles, { root: PAGE });

  app.get('/api/events', async (request, reply) => {
    reply.hijack();
    await events.add(request.raw, reply.raw);
    await states.send();
  });

  app.post('/api/fill', async (_request, reply) => {
    await services.fill();
    return reply.code(204).send();
  });

  app.post('/api/make-room', async (_request, reply) => {
    await services.makeRoom();
    return reply.code(204).send();
  });

  app.register(uploadRoutes, settings);
  app.register(inspectRoutes, settings);
  app.register(labRoutes);
  return app;
}
