import type { Plugin, Request } from '@hapi/hapi';
import { type AdapterOptions, createExchangeHandler, type Exchange } from '@http507/node';

/** Makes hapi answer 507 when storage is exhausted. Other errors are left unchanged. */
export const storageExhaustedPlugin: Plugin<AdapterOptions<Request>> = {
  name: 'storage-exhausted',
  register(server, options) {
    const handle = createExchangeHandler(options);
    server.ext('onRequest', (request, h) => {
      // If `pipeline` or `for await` destroys the request, hapi assumes that the client has disconnected and sends no
      // response. A real disconnect also closes the response, and hapi listens to that as well.
      request.raw.req.removeAllListeners('aborted');
      return h.continue;
    });
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      // By now every thrown value is a Boom: the same error, with hapi's members added.
      if (!('isBoom' in response)) return h.continue;
      // If `write` is not called, the response was cut off because its headers had been sent.
      let answer: symbol | ReturnType<typeof h.response> = h.abandon;
      const write: Exchange<Request>['write'] = ({ status, headers, fullBody }) => {
        // hapi has already dropped the headers of the failed response.
        answer = h.response(Buffer.from(fullBody)).code(status);
        for (const [name, value] of Object.entries(headers)) answer.header(name, value);
      };
      return handle(response, () => ({ ...exchangeOf(request), write })) ? answer : h.continue;
    });
  },
};

// Without `id`: hapi's own, `request.info.id`, contains the host name and the process id.
function exchangeOf(request: Request): Exchange<Request> {
  const { req: incoming, res: outgoing } = request.raw;
  return { request, incoming, outgoing, route: request.route.path };
}
