import {
  accountOf,
  checkDocument,
  checkDocumentHeaders,
  checkFormHeaders,
  commitFormFile,
  exhaustedError,
  type FileStore,
  FORM_LIMITS,
  formStorage,
  leastFileLength,
  MAX_DOCUMENT_BYTES,
  simulateEnospc,
} from '@http507/example-store';
import { reservationOf, storageGuard } from '@http507/koa';
import { bodyParser } from '@koa/bodyparser';
import multer from '@koa/multer';
import Router from '@koa/router';
import type { Context } from 'koa';

/** Returns the routes of the file service. */
export function createRouter(store: FileStore): Router {
  const router = new Router();
  const json = bodyParser({
    enableTypes: ['json'],
    jsonLimit: MAX_DOCUMENT_BYTES,
    jsonStrict: false,
    // Errors of zlib have no status, but the client has encoded the body.
    onError: (error, context) => context.throw(400, error),
  });
  const form = multer({
    storage: formStorage(store, reservationOf),
    limits: FORM_LIMITS,
    // Keeps file names as they were sent, in UTF-8. The store rejects paths; multer would shorten them.
    defParamCharset: 'utf8',
    preservePath: true,
  });

  // These run before the body is read, so an upload that does not fit is refused unread.
  const account = (context: Context): string => accountOf(context.req);
  const admitFile = storageGuard(store.guard, {
    account,
    replacedBytes: (context) => store.length(account(context), context.params.name),
    metered: true,
  });
  const admitForm = storageGuard(store.guard, {
    account,
    bytes: (context) => leastFileLength(context.req),
    // The file that it replaces is not known yet.
    replacedBytes: (context) => store.largest(account(context)),
    metered: true,
  });
  const admitDocument = storageGuard(store.guard, { account, metered: true });

  router.put('/files/:name', admitFile, async (context) => {
    const { req, params } = context;
    context.body = await store.put(account(context), params.name ?? '', req, reservationOf(context));
    context.status = 201;
  });

  router.post(
    '/files',
    (context, next) => {
      checkFormHeaders(context.req);
      return next();
    },
    admitForm,
    form.single('file'),
    async (context) => {
      context.body = await commitFormFile(context);
      context.status = 201;
    },
  );

  router.post(
    '/documents',
    (context, next) => {
      checkDocumentHeaders(context.req);
      return next();
    },
    admitDocument,
    json,
    async (context) => {
      const document = checkDocument(context.request.body);
      context.body = await store.addDocument(account(context), document, reservationOf(context));
      context.status = 201;
    },
  );

  router.get('/files', async (context) => {
    context.body = { files: await store.list(account(context)) };
  });

  router.get('/files/:name', async (context) => {
    const { bytes, content } = await store.read(account(context), context.params.name ?? '');
    context.body = content;
    context.length = bytes;
  });

  router.delete('/files/:name', async (context) => {
    await store.remove(account(context), context.params.name ?? '');
    context.status = 204;
  });

  router.get('/usage', async (context) => {
    context.body = await store.usage(account(context));
  });

  router.get('/status/507', (context) => {
    throw exhaustedError(context.query);
  });

  router.post('/simulate/enospc', async (context) => {
    await simulateEnospc();
    context.status = 204;
  });

  router.get('/health', (context) => {
    context.body = { status: 'ok' };
  });

  return router;
}
