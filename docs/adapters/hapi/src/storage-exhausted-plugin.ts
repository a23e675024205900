import type { Plugin, Request } from '@hapi/hapi';
import { type AdapterOptions, createExchangeHandler, type Exchange } from '@http507/node';

/** Makes hapi answer 507 when storage is exhausted, and leaves it every other error as it is. */
export const storageExhaustedPlugin: Plugin<AdapterOptions<Request>> = {
  name: 'storage-exhausted',
  register(server, options) {
    const handle = createExchangeHandler(options);
    server.ext('onRequest', (request, h) => {
      // Hapi takes an upload that `pipeline` or `for await` breaks off for a client that has gone, and answers nothing. When
      // a client has gone, its response closes too, and hapi hears that as well.
      request.raw.req.removeAllListeners('aborted');
      return h.continue;
    });
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      // Whatever was thrown is a Boom by now: the very same error, with hapi's members added.
      if (!('isBoom' in response)) return h.continue;
      // Unless the reply is written below, the response was cut off: its headers were out.
      let answer: symbol | ReturnType<typeof h.response> = h.abandon;
      const write: Exchange<Request>['write'] = ({ status, headers, body }) => {
        // Hapi has dropped its own headers with the response that failed.
        answer = h.response(Buffer.from(body)).code(status);
        for (const [name, value] of Object.entries(headers)) answer.header(name, value);
      };
      return handle(response, () => ({ ...exchangeOf(request), write })) ? answer : h.continue;
    });
  },
};

// No `id`: hapi's own, `request.info.id`, holds the name of the host and the process id.
function exchangeOf(request: Request): Exchange<Request> {
  const { req: incoming, res: outgoing } = request.raw;
  return { request, incoming, outgoing, route: request.route.path };
}
