import {
  admitDocument,
  admitForm,
  bodyLength,
  checkDocument,
  commitFormFile,
  exhaustedError,
  type FileStore,
  FORM_LIMITS,
  MAX_DOCUMENT_BYTES,
  multerStorage,
  simulateEnospc,
} from '@http507/example-store';
import { bodyParser } from '@koa/bodyparser';
import multer from '@koa/multer';
import Router from '@koa/router';

/** Returns the routes of the file service. */
export function createRouter(store: FileStore): Router {
  const router = new Router();
  const json = bodyParser({
    enableTypes: ['json'],
    jsonLimit: MAX_DOCUMENT_BYTES,
    jsonStrict: false,
    // What zlib throws has no status, but it is the client who has packed the body.
    onError: (error, context) => context.throw(400, error),
  });
  const form = multer({
    storage: multerStorage(store),
    limits: FORM_LIMITS,
    // File names as they are sent: in UTF-8, and refused, not cut, when they are paths.
    defParamCharset: 'utf8',
    preservePath: true,
  });

  router.put('/files/:name', async (context) => {
    // No body parser before it: what does not fit is refused before it is read.
    context.body = await store.put(context.params.name ?? '', context.req, bodyLength(context.req));
    context.status = 201;
  });

  router.post(
    '/files',
    (context, next) => {
      admitForm(store, context.req);
      return next();
    },
    form.single('file'),
    async (context) => {
      context.body = await commitFormFile(context.file);
      context.status = 201;
    },
  );

  router.post(
    '/documents',
    (context, next) => {
      admitDocument(store, context.req);
      return next();
    },
    json,
    async (context) => {
      context.body = await store.addDocument(checkDocument(context.request.body));
      context.status = 201;
    },
  );

  router.get('/files', async (context) => {
    context.body = { files: await store.list() };
  });

  router.get('/files/:name', async (context) => {
    const { bytes, content } = await store.read(context.params.name ?? '');
    context.body = content;
    context.length = bytes;
  });

  router.delete('/files/:name', async (context) => {
    await store.remove(context.params.name ?? '');
    context.status = 204;
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
