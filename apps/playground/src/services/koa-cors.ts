import cors from '@koa/cors';
import type { Middleware } from 'koa';

import { EXPOSED, HEADERS, METHODS, ORIGINS } from './cors-settings.ts';

/** Returns Koa's CORS middleware for the page. */
export function koaCors(): Middleware {
  return cors({
    // Koa's middleware takes one origin, or a function that selects it.
    origin: ({ headers: { origin = '' } }) => (ORIGINS.includes(origin) ? origin : ''),
    allowMethods: METHODS,
    allowHeaders: HEADERS,
    exposeHeaders: EXPOSED,
  });
}
