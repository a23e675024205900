import { createRequire } from 'node:module';

import type { FastifyPluginCallback, fastify } from 'fastify';

const require = createRequire(import.meta.url);

/** Fastify in each major version that the adapter supports, with the plugins of that version. */
export const MAJORS = [
  { alias: 'fastify4', cors: 'fastify-cors4', compress: 'fastify-compress4' },
  { alias: 'fastify', cors: '@fastify/cors', compress: '@fastify/compress' },
].map(({ alias, cors, compress }) => ({
  major: `fastify ${require(`${alias}/package.json`).version}`,
  fastify: require(alias) as typeof fastify,
  cors: require(cors) as FastifyPluginCallback<{ origin: string }>,
  compress: require(compress) as FastifyPluginCallback<{ threshold?: number }>,
}));
