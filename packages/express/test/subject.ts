import http from 'node:http';
import { createRequire } from 'node:module';

import type { Subject } from '@http507/conformance';
import { storageExhaustedHandler, storageGuard } from '@http507/express';
import type { Express, NextFunction, Request, Response } from 'express';

const require = createRequire(import.meta.url);

/** Returns the framework in the major version of an alias in package.json. */
export function express(alias: string, asyncErrors: boolean): Subject {
  const version: string = require(`${alias}/package.json`).version;
  return {
    name: `express ${version.split('.')[0]}`,
    version,
    http2: false,
    exceptions: {},
    async createServer({ route, getOnly, options, onForeign, guard, guardOptions }) {
      const application: Express = require(alias)();
      application.disable('x-powered-by');
      if (guard) application.use(storageGuard(guard, guardOptions));
      const handler = (request: Request, response: Response, next: NextFunction): unknown => {
        const setHeader = (name: string, value: string | string[]): void =>
          void response.setHeader(name, value);
        const result = route({ incoming: request, outgoing: response, setHeader });
        // Express 4 ignores promises.
        if (!asyncErrors && result instanceof Promise) result.catch(next);
        return result;
      };
      if (getOnly) application.get(/^/, handler);
      else application.use(handler);
      application.use(storageExhaustedHandler({ logger: false, ...options }));
      application.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) => {
        onForeign?.(thrown);
        response.status(500).end();
      });
      return http.createServer(application);
    },
  };
}
