import http from 'node:http';

import { defaultOf } from './default-of.mjs';
import { listen } from './listen.mjs';

export async function start(load, fail) {
  const Koa = defaultOf(await load('koa'));
  const { StorageExhaustedError, storageExhaustedMiddleware } = await load('@http507/koa');
  const application = new Koa();
  application.use(storageExhaustedMiddleware({ logger: false }));
  application.use((context) => fail(context.url, StorageExhaustedError));
  return listen(http.createServer(application.callback()));
}
