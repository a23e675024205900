import { createRequire } from 'node:module';
import { join } from 'node:path';

import { listen } from '@http507/conformance';
import { reservationOf, storageExhaustedPlugin, storageGuardPlugin } from '@http507/fastify';
import { type FormRequest, storeForm } from '@http507/guard/fastify-multipart';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { describeForms } from '../../guard/test/describe-forms.ts';

const require = createRequire(import.meta.url);

/** The majors of @fastify/multipart, each with the Fastify that it supports. */
const PAIRS = [
  ['multipart8', 'fastify4'],
  ['multipart9', 'fastify'],
  ['@fastify/multipart', 'fastify'],
] as const;

const versionOf = (alias: string): string =>
  (require(`${alias}/package.json`) as { version: string }).version;

for (const [multipart, fastify] of PAIRS) {
  describeForms(`@fastify/multipart ${versionOf(multipart)} in fastify ${versionOf(fastify)}`, {
    async serve({ guard, folder, maxFileBytes }) {
      const application = (require(fastify) as () => FastifyInstance)();
      application.register(storageExhaustedPlugin, { logger: false });
      application.register(storageGuardPlugin, { guard, account: () => 'a' });
      application.register(require(multipart) as FastifyPluginCallback<{ limits: object }>, {
        limits: { fileSize: maxFileBytes },
      });
      const config = { storageGuard: { metered: true } };
      application.post('/forms', { config }, async (request, reply) => {
        const { files } = await storeForm(request as unknown as FormRequest, {
          path: ({ filename }) => join(folder, filename),
          reservation: reservationOf(request),
        });
        return reply.code(201).send(files);
      });
      await application.ready();
      return listen(application.server);
    },
    neverForgets: 'storeForm commits the form itself',
  });
}
