import { createApp } from '@http507/example-express';
import type { FileStore } from '@http507/example-store';
import express, { type Express, type RequestHandler } from 'express';

/** Returns the file service of the Express example, unchanged, with `GET /metrics`. */
export function createObservedApp(store: FileStore, answerScrape: RequestHandler): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', answerScrape);
  app.use(createApp(store));
  return app;
}
