import cors from '@koa/cors';
import type { Middleware } from 'koa';

import { CORS_OPTIONS, ORIGINS } from './cors-options.ts';

/** Returns Koa's CORS middleware for the page. */
export function koaCors(): Middleware {
  return cors({
    // Koa's middleware takes one origin, or a function that selects it.
    origin: ({ headers: { origin = '' } }) => (ORIGINS.includes(origin) ? origin : ''),
    allowMethods: CORS_OPTIONS.methods,
    allowHeaders: CORS_OPTIONS.allowedHeaders,
    exposeHeaders: CORS_OPTIONS.exposedHeaders,
  });
}
