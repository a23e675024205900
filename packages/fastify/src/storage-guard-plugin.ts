import { type Admit, createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether uploads to this route need leave of the guard; the route's own options come before the plugin's. */
    storageGuard?: boolean | StorageGuardOptions<FastifyRequest>;
  }
}

/** What storageGuardPlugin can be told. */
export interface StorageGuardPluginOptions extends StorageGuardOptions<FastifyRequest> {
  /** Who lets uploads in. */
  readonly guard: Guard;
}

const plugin: FastifyPluginAsync<StorageGuardPluginOptions> = async (fastify, { guard, ...options }) => {
  const admitByDefault = createAdmission(guard, options);
  const admissions = new WeakMap<object, Admit<FastifyRequest>>();
  const admissionOf = (wanted: boolean | StorageGuardOptions<FastifyRequest> = false) => {
    if (typeof wanted === 'boolean') return wanted ? admitByDefault : undefined;
    const admit = admissions.get(wanted) ?? createAdmission(guard, { ...options, ...wanted });
    admissions.set(wanted, admit);
    return admit;
  };
  // Only to refuse bad options at once.
  fastify.addHook('onRoute', ({ config }) => void admissionOf(config?.storageGuard));
  // Not onRequest: the account is known once each of those hooks has run, and a route may be older than this plugin.
  fastify.addHook('preParsing', async (request, reply) => {
    await admissionOf(request.routeOptions.config?.storageGuard)?.(request, request.raw, reply.raw);
  });
};

/**
 * Makes Fastify let uploads in as long as the guard has room for them, on the routes whose `config` has `storageGuard`: before
 * anything of the body is read, and after all `onRequest` hooks.
 *
 * @throws TypeError, when the instance gets ready, that names the option which is unknown or invalid
 */
export const storageGuardPlugin: FastifyPluginAsync<StorageGuardPluginOptions> = fastifyPlugin(plugin, {
  name: '@http507/fastify/storage-guard',
  fastify: '4.x || 5.x',
});
