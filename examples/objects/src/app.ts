import type { FileStore } from '@http507/example-store';
import { storageExhaustedHandler } from '@http507/express';
import type { Express } from 'express';

import { answerErrors } from './answer-errors.ts';
import { profileOf } from './profile-of.ts';
import { createRoutes } from './routes.ts';

/** Returns the service as an Express application. */
export function createApp(store: FileStore): Express {
  const app = createRoutes(store, store.guard);
  app.use(storageExhaustedHandler({ profile: profileOf }));
  app.use(answerErrors);
  return app;
}
