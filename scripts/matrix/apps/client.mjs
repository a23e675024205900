import { start as startService } from './fetch.mjs';
import { serveFetch } from './serve-fetch.mjs';

/** A gateway: it asks the fetch application, and answers what the client has understood. */
export async function start(load, fail) {
  const { wrapFetch } = await load('@http507/client');
  const { StorageExhaustedError, storageExhausted } = await load('@http507/fetch');
  const origin = `http://127.0.0.1:${await startService(load, fail)}`;
  const ask = wrapFetch(fetch);
  const handler = async (request) => {
    try {
      return await ask(origin + new URL(request.url).pathname);
    } catch ({ reason, usedBytes, quotaBytes }) {
      throw new StorageExhaustedError({ reason, ...(quotaBytes && { usage: { usedBytes, quotaBytes } }) });
    }
  };
  const answer = storageExhausted(handler, { logger: false });
  return serveFetch(load, (request) => answer(request));
}
