import http from 'node:http';

import { defaultOf } from './default-of.mjs';
import { listen } from './listen.mjs';

export async function start(load, fail) {
  const express = defaultOf(await load('express'));
  const { StorageExhaustedError, storageExhaustedHandler } = await load('@http507/express');
  const application = express();
  application.disable('x-powered-by');
  // Caught here, because Express 4 ignores promises.
  application.use((request, _response, next) => fail(request.url, StorageExhaustedError).catch(next));
  application.use(storageExhaustedHandler({ logger: false }));
  return listen(http.createServer(application));
}
