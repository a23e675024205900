import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import express, { type Express } from 'express';

/** The same server without http507, as its documentation shows it. */
export function createBareApp(directory: string): Express {
  const tus = new Server({ path: '/files', datastore: new FileStore({ directory }), relativeLocation: true });
  const app = express();
  app.all(['/files', '/files/:id'], (request, response) => tus.handle(request, response));
  return app;
}
