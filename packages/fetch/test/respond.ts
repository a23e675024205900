import { Readable } from 'node:stream';

import type { RouteContext, Scenario } from '@http507/conformance';

/** What the route has said of its response so far. */
interface Head {
  status: number;
  readonly headers: Headers;
}

/**
 * Runs a case's route, which is written for Node's request and response, as a fetch handler: it resolves to the Response that
 * the route has made, and rejects with what the route threw before it had begun one. What it throws later breaks the body.
 *
 * @param setHeader - the framework's own way; by default one of the Response that the route makes
 */
export function respond(
  route: Scenario['route'],
  request: Request,
  setHeader?: RouteContext['setHeader'],
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const head: Head = { status: 200, headers: new Headers() };
    const setOwnHeader: RouteContext['setHeader'] = (name, value) => {
      head.headers.delete(name);
      for (const one of [value].flat()) head.headers.append(name, one);
    };
    let body: ReadableStreamDefaultController<Uint8Array> | undefined;
    const begin = (): ReadableStreamDefaultController<Uint8Array> => {
      if (body) return body;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          body = controller;
        },
      });
      resolve(new Response(stream, head));
      return body as unknown as ReadableStreamDefaultController<Uint8Array>;
    };
    const outgoing = {
      get headersSent() {
        return body !== undefined;
      },
      set statusCode(status: number) {
        head.status = status;
      },
      setHeader: setOwnHeader,
      writeHead(status: number, headers: Record<string, string>) {
        head.status = status;
        for (const [name, value] of Object.entries(headers)) setOwnHeader(name, value);
      },
      write(chunk: string, written: () => void) {
        begin().enqueue(Buffer.from(chunk));
        // When the bridge has passed it on, no handler is told.
        setImmediate(written);
      },
      end(chunk?: string) {
        if (!body) return resolve(new Response(chunk ?? null, head));
        if (chunk) body.enqueue(Buffer.from(chunk));
        body.close();
      },
    };
    const context = {
      // Only for a route that asks: it takes the body.
      get incoming() {
        return incomingOf(request);
      },
      outgoing,
      setHeader: setHeader ?? setOwnHeader,
    };
    new Promise((run) => {
      run(route(context as unknown as RouteContext));
    }).catch((thrown) => {
      if (body) body.error(thrown);
      else reject(thrown);
    });
  });
}

/** The request as Node's, whose body is read through the Request alone. */
function incomingOf(request: Request): Readable {
  const { pathname, search } = new URL(request.url);
  const incoming = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
  return Object.assign(incoming, { url: pathname + search, method: request.method });
}
