import http from 'node:http';
import http2 from 'node:http2';
import { createRequire } from 'node:module';

import type { Subject } from '@http507/conformance';
import { storageExhaustedMiddleware, storageGuard } from '@http507/koa';
import type Koa from 'koa';

const require = createRequire(import.meta.url);

/** Returns the framework in the major version of an alias in package.json. */
export function koa(alias: string, exceptions: Subject['exceptions'] = {}): Subject {
  const version: string = require(`${alias}/package.json`).version;
  return {
    name: `koa ${version.split('.')[0]}`,
    version,
    http2: true,
    exceptions,
    async createServer({ route, options, onForeign, guard, guardOptions, http2: overHttp2 }) {
      const exported = require(alias);
      const application: Koa = new (exported.default ?? exported)();
      application.use(async (context, next) => {
        try {
          await next();
        } catch (thrown) {
          onForeign?.(thrown);
          context.status = 500;
        }
      });
      application.use(storageExhaustedMiddleware({ logger: false, ...options }));
      if (guard) application.use(storageGuard(guard, guardOptions));
      application.use(async (context) => {
        await route({
          incoming: context.req,
          outgoing: context.res,
          setHeader: (name, value) => context.set(name, value),
        });
      });
      const callback = application.callback();
      return overHttp2 ? http2.createServer(callback as never) : http.createServer(callback);
    },
  };
}
