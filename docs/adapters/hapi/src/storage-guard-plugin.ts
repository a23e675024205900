import type { Plugin, Request } from '@hapi/hapi';
import { createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';

/** Options of storageGuardPlugin. */
export interface StorageGuardPluginOptions extends StorageGuardOptions<Request> {
  /** The guard that admits uploads. */
  readonly guard: Guard;
}

/** Makes hapi refuse uploads that the guard has no room for. */
export const storageGuardPlugin: Plugin<StorageGuardPluginOptions> = {
  name: 'storage-guard',
  register(server, { guard, ...options }) {
    const admit = createAdmission(guard, options);
    // Authentication has run, and a payload with `output: 'stream', parse: false` has not been read yet.
    server.ext('onPostAuth', async (request, h) => {
      await admit(request, request.raw.req, request.raw.res);
      return h.continue;
    });
  },
};
