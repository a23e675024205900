import { pipeline } from 'node:stream/promises';
import { accountOf, errorReply, RequestError, unknownRoute } from '@http507/example-store';
import { type StorageExhaustedHandlerOptions, storageExhaustedHandler } from '@http507/express';
import { Server } from '@tus/server';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

import { isFinished } from './upload-facts.ts';
import type { UploadStore } from './upload-store.ts';

/**
 * Returns the upload service as an Express application.
 *
 * @param profile - `{ ...tus, status: 413 }` makes clients stop that retry every 5xx
 */
export function createApp(
  store: UploadStore,
  profile: StorageExhaustedHandlerOptions['profile'] = 'tus',
): Express {
  const ids = new WeakMap<object, string>();
  const tus = new Server({
    path: '/files',
    datastore: store,
    relativeLocation: true,
    allowedHeaders: ['X-Account', 'X-Request-Id'],
    async onIncomingRequest(request, id) {
      ids.set(request, id);
    },
    async onUploadCreate({ headers }, upload) {
      const account = accountOf({ headers: { 'x-account': headers.get('x-account') ?? undefined } });
      return { metadata: { ...upload.metadata, account } };
    },
    async onResponseError(request, error) {
      const id = ids.get(request) ?? '';
      // The client of a creation that fails never learns the address of the upload.
      if (request.method === 'POST') await store.remove(id).catch(() => undefined);
      // An error of tus.
      if ('status_code' in error) return undefined;
      const upload = await store.getUpload(id).catch(() => undefined);
      if (upload) request.runtime?.node?.res?.setHeader('Upload-Offset', upload.offset);
      // Rejects the promise of `handle`, so that Express gets the error. A result would be sent as a plain response.
      throw error;
    },
  });

  const app = express();
  app.disable('x-powered-by');
  const handle: RequestHandler = (request, response) => tus.handle(request, response);
  app.head('/files/:id', handle);
  // Not by tus: its download ends a process of Node 20 if the client closes the connection at the wrong moment.
  app.get('/files/:id', async ({ params: { id } }, response) => {
    const upload = await store.getUpload(id).catch(() => undefined);
    if (!upload || !isFinished(upload)) {
      throw new RequestError(404, 'unknown_upload', 'There is no finished upload at this address.');
    }
    response.set({ 'Content-Type': 'application/octet-stream', 'Content-Length': `${upload.size}` });
    await pipeline(store.read(id), response);
  });
  app.all(['/files', '/files/:id'], handle);
  app.get('/usage', async (request, response) => {
    response.json(await store.usage(accountOf(request)));
  });
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use(() => {
    throw unknownRoute();
  });
  app.use(storageExhaustedHandler({ profile }));
  app.use(answerOthers);
  return app;
}

const answerOthers: ErrorRequestHandler = (thrown, _request, response, next) => {
  // Express then closes the connection.
  if (response.headersSent) return next(thrown);
  const { status, body } = errorReply(thrown);
  response.status(status).json(body);
};
