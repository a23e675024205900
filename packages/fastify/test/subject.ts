import { createRequire } from 'node:module';

import type { Subject } from '@http507/conformance';
import { storageExhaustedPlugin, storageGuardPlugin } from '@http507/fastify';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);
const OWN_ID = 'Fastify gives each request an id of its own, req-1 and so on, which comes before';

/** Returns the framework in the major version of an alias in package.json. */
export function fastify(alias: string): Subject {
  const version: string = require(`${alias}/package.json`).version;
  return {
    name: `fastify ${version.split('.')[0]}`,
    version,
    http2: true,
    exceptions: {
      'request-id.inbound': OWN_ID,
      'request-id.traceparent': OWN_ID,
      'request-id.new': OWN_ID,
    },
    async createServer({ route, getOnly, options, onForeign, guard, guardOptions, http2 }) {
      const application: FastifyInstance = require(alias)({ http2: http2 === true });
      // Nothing reads the body before the route.
      application.removeAllContentTypeParsers();
      application.addContentTypeParser('*', (_request, _payload, done) => done(null));
      application.setErrorHandler((thrown, _request, reply) => {
        onForeign?.(thrown);
        void reply.code(500).send('');
      });
      await application.register(storageExhaustedPlugin, { logger: false, ...options });
      if (guard) await application.register(storageGuardPlugin, { guard, ...guardOptions });
      application.route({
        method: getOnly ? 'GET' : ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        url: '/*',
        config: { storageGuard: true },
        async handler(request, reply) {
          await route({
            incoming: request.raw,
            outgoing: reply.raw,
            setHeader: (name, value) => void reply.header(name, value),
          });
          return reply;
        },
      });
      await application.ready();
      return application.server;
    },
  };
}
