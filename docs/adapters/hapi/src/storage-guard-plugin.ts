import type { Plugin, Request } from '@hapi/hapi';
import { createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';

/** What storageGuardPlugin can be told. */
export interface StorageGuardPluginOptions extends StorageGuardOptions<Request> {
  /** Who lets uploads in. */
  readonly guard: Guard;
}

/** Makes hapi let uploads in as long as the guard has room for them. */
export const storageGuardPlugin: Plugin<StorageGuardPluginOptions> = {
  name: 'storage-guard',
  register(server, { guard, ...options }) {
    const admit = createAdmission(guard, options);
    // Authentication has told whose upload it is, and a payload with `output: 'stream', parse: false` has not been read.
    server.ext('onPostAuth', async (request, h) => {
      await admit(request, request.raw.req, request.raw.res);
      return h.continue;
    });
  },
};
