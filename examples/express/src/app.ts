import { pipeline } from 'node:stream/promises';
import {
  admitDocument,
  admitForm,
  bodyLength,
  checkDocument,
  commitFormFile,
  errorReply,
  exhaustedError,
  type FileStore,
  FORM_LIMITS,
  MAX_DOCUMENT_BYTES,
  multerStorage,
  refuseEmptyDocument,
  simulateEnospc,
  unknownRoute,
} from '@http507/example-store';
import { storageExhaustedHandler } from '@http507/express';
import express, { type ErrorRequestHandler, type Express } from 'express';
import multer from 'multer';

/** Returns the file service as an Express application. */
export function createApp(store: FileStore): Express {
  const app = express();
  app.disable('x-powered-by');
  const json = express.json({ limit: MAX_DOCUMENT_BYTES, strict: false, verify: refuseEmptyDocument });
  const form = multer({
    storage: multerStorage(store),
    limits: FORM_LIMITS,
    // File names as they are sent: in UTF-8, and refused, not cut, when they are paths.
    defParamCharset: 'utf8',
    preservePath: true,
  });

  app.put('/files/:name', async (request, response) => {
    // No body parser before it: what does not fit is refused before it is read.
    const file = await store.put(request.params.name, request, bodyLength(request));
    response.status(201).json(file);
  });

  app.post(
    '/files',
    (request, _response, next) => {
      admitForm(store, request);
      next();
    },
    form.single('file'),
    async (request, response) => {
      response.status(201).json(await commitFormFile(request.file));
    },
  );

  app.post(
    '/documents',
    (request, _response, next) => {
      admitDocument(store, request);
      next();
    },
    json,
    async (request, response) => {
      response.status(201).json(await store.addDocument(checkDocument(request.body)));
    },
  );

  app.get('/files', async (_request, response) => {
    response.json({ files: await store.list() });
  });

  app.get('/files/:name', async (request, response) => {
    const { bytes, content } = await store.read(request.params.name);
    response.set({ 'Content-Type': 'application/octet-stream', 'Content-Length': `${bytes}` });
    await pipeline(content, response);
  });

  app.delete('/files/:name', async (request, response) => {
    await store.remove(request.params.name);
    response.status(204).end();
  });

  app.get('/status/507', (request) => {
    throw exhaustedError(request.query);
  });

  app.post('/simulate/enospc', async (_request, response) => {
    await simulateEnospc();
    response.status(204).end();
  });

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });

  app.use(() => {
    throw unknownRoute();
  });
  app.use(storageExhaustedHandler());
  app.use(answerOthers);
  return app;
}

const answerOthers: ErrorRequestHandler = (thrown, _request, response, next) => {
  // Express then cuts the response off.
  if (response.headersSent) return next(thrown);
  const { status, body } = errorReply(thrown);
  response.status(status).json(body);
};
