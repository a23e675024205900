import { type Admit, createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the guard admits uploads to this route. Options given here override those of the plugin. */
    storageGuard?: boolean | StorageGuardOptions<FastifyRequest>;
  }
}

/** Options of storageGuardPlugin. */
export interface StorageGuardPluginOptions extends StorageGuardOptions<FastifyRequest> {
  /** The guard that admits uploads. */
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
  // Only to reject invalid options early.
  fastify.addHook('onRoute', ({ config }) => void admissionOf(config?.storageGuard));
  // Not onRequest: the account is known after those hooks, and routes may have been registered before this plugin.
  fastify.addHook('preParsing', async (request, reply) => {
    await admissionOf(request.routeOptions.config?.storageGuard)?.(request, request.raw, reply.raw);
  });
};

/**
 * Makes Fastify admit uploads while the guard has room for them, on routes with `storageGuard` in their `config`. The guard runs
 * after all `onRequest` hooks and before the body is read.
 *
 * @throws TypeError with the name of an unknown or invalid option, when the instance becomes ready
 */
export const storageGuardPlugin: FastifyPluginAsync<StorageGuardPluginOptions> = fastifyPlugin(plugin, {
  name: '@http507/fastify/storage-guard',
  fastify: '4.x || 5.x',
});
