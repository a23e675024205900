import { errorReply } from '@http507/example-store';
import { storageExhaustedHandler } from '@http507/express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';

import type { DocumentStore } from './document-store.ts';

/**
 * Returns the document service: `PUT`, `GET` and `DELETE /<store>/:id` for each store.
 *
 * No route knows how a database reports that it is full. The handler does.
 */
export function createApp(stores: Readonly<Record<string, DocumentStore>>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '1mb' }));
  app.get('/health', (_request, response) => {
    response.json({ stores: Object.keys(stores) });
  });
  for (const [name, store] of Object.entries(stores)) {
    app
      .route(`/${name}/:id`)
      .put(async ({ params, body }, response) => {
        await store.put(params.id, body);
        response.status(201).json({ id: params.id });
      })
      .get(async ({ params }, response) => {
        const document = await store.get(params.id);
        response.status(document === undefined ? 404 : 200).json(document ?? { error: 'not_found' });
      })
      .delete(async ({ params }, response) => {
        await store.remove(params.id);
        response.status(204).end();
      });
  }
  app.use(storageExhaustedHandler());
  app.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, body } = errorReply(thrown);
    response.status(status).json(body);
  });
  return app;
}
