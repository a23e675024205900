import http from 'node:http';

import { listen } from './listen.mjs';

/** An application that uses only core and writes the reply itself. */
export async function start(load, fail) {
  const { createResponder, StorageExhaustedError } = await load('@http507/core');
  const responder = createResponder();
  const server = http.createServer(async (request, response) => {
    try {
      await fail(request.url, StorageExhaustedError);
    } catch (thrown) {
      const { headers } = request;
      const facts = {
        request,
        method: request.method,
        accept: headers.accept,
        inboundId: headers['x-request-id'],
      };
      const reply = responder.reply(responder.describe(responder.recognize(thrown), facts), facts);
      response.writeHead(reply.status, reply.headers).end(reply.body);
    }
  });
  return listen(server);
}
