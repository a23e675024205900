import http from 'node:http';
import http2 from 'node:http2';
import { createRequire } from 'node:module';

import Hapi, { type Request } from '@hapi/hapi';
import type { Subject } from '@http507/conformance';
import type { AdapterOptions } from '@http507/node';

import { storageExhaustedPlugin } from '../src/storage-exhausted-plugin.ts';
import { type StorageGuardPluginOptions, storageGuardPlugin } from '../src/storage-guard-plugin.ts';

const { version } = createRequire(import.meta.url)('@hapi/hapi/package.json');

/** hapi with the adapter. */
export const hapi: Subject = {
  name: `hapi ${version.split('.')[0]}`,
  version,
  http2: true,
  lacks: {
    'thrown.odd-values': 'hapi adds members to every thrown value, and never answers if that fails',
    'thrown.unchanged': 'hapi adds members to every thrown value, and never answers if that fails',
    'guard.huge': 'hapi refuses a length that exceeds a safe integer with its own 413',
  },
  exceptions: {
    'thrown.look-alikes': 'hapi replaces a TypeError with a clone',
    'guard.rejects': 'hapi replaces a TypeError with a clone, and a value that is no error with an Error',
    'reply.keep-alive': 'hapi closes the connection if a body has not been read',
    'delivery.small-rest': 'hapi closes the connection if a body has not been read',
  },
  async createServer({ route, getOnly, options, onForeign, guard, guardOptions, http2: overHttp2 }) {
    const listener = overHttp2 ? http2.createServer() : http.createServer();
    // The suite calls listen().
    const server = Hapi.server({ listener: listener as never, autoListen: false, debug: false });
    // This listener would send `100 Continue` before the handler runs. lazyContinue replaces it.
    listener.removeAllListeners('checkContinue');
    await server.register({
      plugin: storageExhaustedPlugin,
      options: { logger: false, ...(options as AdapterOptions<Request>) },
    });
    if (guard) {
      const guarded = { ...guardOptions, guard } as StorageGuardPluginOptions;
      await server.register({ plugin: storageGuardPlugin, options: guarded });
    }
    server.ext('onPreResponse', ({ response }, h) => {
      if ('isBoom' in response) onForeign?.(response);
      return h.continue;
    });
    server.route({
      method: getOnly ? 'GET' : '*',
      path: '/{path*}',
      options: getOnly
        ? {}
        : { payload: { parse: false, output: 'stream', maxBytes: Number.MAX_SAFE_INTEGER, timeout: false } },
      async handler({ raw }, h) {
        await route({
          incoming: raw.req,
          outgoing: raw.res,
          setHeader: (name, value) => void raw.res.setHeader(name, value),
        });
        return h.abandon;
      },
    });
    await server.start();
    return listener;
  },
};
