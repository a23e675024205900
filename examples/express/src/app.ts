import { pipeline } from 'node:stream/promises';
import {
  accountOf,
  checkDocument,
  checkDocumentHeaders,
  checkFormHeaders,
  commitFormFile,
  errorReply,
  exhaustedError,
  type FileStore,
  FORM_LIMITS,
  formStorage,
  leastFileLength,
  MAX_DOCUMENT_BYTES,
  refuseEmptyDocument,
  simulateEnospc,
  unknownRoute,
} from '@http507/example-store';
import { reservationOf, storageExhaustedHandler, storageGuard } from '@http507/express';
import express, { type ErrorRequestHandler, type Express } from 'express';
import multer from 'multer';

/** Returns the file service as an Express application. */
export function createApp(store: FileStore): Express {
  const app = express();
  app.disable('x-powered-by');
  const json = express.json({ limit: MAX_DOCUMENT_BYTES, strict: false, verify: refuseEmptyDocument });
  const form = multer({
    storage: formStorage(store, reservationOf),
    limits: FORM_LIMITS,
    // Keeps file names as they were sent, in UTF-8. The store rejects paths; multer would shorten them.
    defParamCharset: 'utf8',
    preservePath: true,
  });

  // These run before the body is read, so an upload that does not fit is refused unread.
  const admitFile = storageGuard(store.guard, {
    account: accountOf,
    replacedBytes: (request) => store.length(accountOf(request), String(request.params.name)),
    metered: true,
  });
  const admitForm = storageGuard(store.guard, {
    account: accountOf,
    bytes: leastFileLength,
    // The file that it replaces is not known yet.
    replacedBytes: (request) => store.largest(accountOf(request)),
    metered: true,
  });
  const admitDocument = storageGuard(store.guard, { account: accountOf, metered: true });

  app.put('/files/:name', admitFile, async (request, response) => {
    const { name } = request.params;
    const file = await store.put(accountOf(request), String(name), request, reservationOf(request));
    response.status(201).json(file);
  });

  app.post(
    '/files',
    (request, _response, next) => {
      checkFormHeaders(request);
      next();
    },
    admitForm,
    form.single('file'),
    async (request, response) => {
      response.status(201).json(await commitFormFile(request));
    },
  );

  app.post(
    '/documents',
    (request, _response, next) => {
      checkDocumentHeaders(request);
      next();
    },
    admitDocument,
    json,
    async (request, response) => {
      const document = checkDocument(request.body);
      response
        .status(201)
        .json(await store.addDocument(accountOf(request), document, reservationOf(request)));
    },
  );

  app.get('/files', async (request, response) => {
    response.json({ files: await store.list(accountOf(request)) });
  });

  app.get('/files/:name', async (request, response) => {
    const { bytes, content } = await store.read(accountOf(request), request.params.name);
    response.set({ 'Content-Type': 'application/octet-stream', 'Content-Length': `${bytes}` });
    await pipeline(content, response);
  });

  app.delete('/files/:name', async (request, response) => {
    await store.remove(accountOf(request), request.params.name);
    response.status(204).end();
  });

  app.get('/usage', async (request, response) => {
    response.json(await store.usage(accountOf(request)));
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
  // Express then closes the connection.
  if (response.headersSent) return next(thrown);
  const { status, body } = errorReply(thrown);
  response.status(status).json(body);
};
