import { serveFetch } from './serve-fetch.mjs';

export async function start(load, fail) {
  const { StorageExhaustedError, storageExhausted } = await load('@http507/fetch');
  const handler = storageExhausted((request) => fail(new URL(request.url).pathname, StorageExhaustedError), {
    logger: false,
  });
  return serveFetch(load, (request) => handler(request));
}
