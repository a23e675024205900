import http from 'node:http';

import { listen } from './listen.mjs';

/** Answers the guard's own error with node:http. */
export async function start(load, fail) {
  const { quota } = await load('@http507/guard');
  const { StorageExhaustedError, storageExhaustedListener } = await load('@http507/node');
  const guard = quota({ limit: 10, usage: () => 9, logger: false });
  const listener = storageExhaustedListener(
    (request) =>
      request.url === '/typed' ? guard.reserve('someone', 2) : fail(request.url, StorageExhaustedError),
    { logger: false },
  );
  return listen(http.createServer(listener));
}
