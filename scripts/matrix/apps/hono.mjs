import { serveFetch } from './serve-fetch.mjs';

export async function start(load, fail) {
  const { Hono } = await load('hono');
  const { StorageExhaustedError, storageExhaustedErrorHandler } = await load('@http507/fetch');
  const application = new Hono();
  application.get('/*', (context) => fail(context.req.path, StorageExhaustedError));
  application.onError(storageExhaustedErrorHandler({ logger: false }));
  return serveFetch(load, (request) => application.fetch(request));
}
