import http from 'node:http';

import { listen } from './listen.mjs';

export async function start(load, fail) {
  const { lazyContinue, StorageExhaustedError, storageExhaustedListener } = await load('@http507/node');
  const listener = storageExhaustedListener((request) => fail(request.url, StorageExhaustedError), {
    logger: false,
  });
  const server = http.createServer(listener);
  lazyContinue(server);
  return listen(server);
}
