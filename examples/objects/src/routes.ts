import { type FileStore, unknownRoute } from '@http507/example-store';
import express, { type Express } from 'express';

import { lfsRoutes } from './lfs-routes.ts';
import { s3Routes } from './s3-routes.ts';

/**
 * Returns the routes without error handlers.
 *
 * @param guard - must admit every upload
 */
export function createRoutes(store: FileStore, guard: FileStore['guard']): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use('/s3', s3Routes(store, guard));
  app.use('/lfs', lfsRoutes(store, guard));
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use(() => {
    throw unknownRoute();
  });
  return app;
}
