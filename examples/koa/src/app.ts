import type { FileStore } from '@http507/example-store';
import { storageExhaustedMiddleware } from '@http507/koa';
import Koa from 'koa';

import { answerErrors } from './answer-errors.ts';
import { createRouter } from './router.ts';

/** Returns the file service as a Koa application. */
export function createApp(store: FileStore): Koa {
  const app = new Koa();
  app.use(answerErrors);
  // Inside the other one, which would answer a raw ENOSPC with a 500.
  app.use(storageExhaustedMiddleware());
  app.use((context, next) => {
    // The router would treat an address that cannot be decoded as a name.
    decodeURIComponent(context.path);
    return next();
  });
  app.use(createRouter(store).routes());
  return app;
}
