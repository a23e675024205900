import { Readable } from 'node:stream';

import type { RouteContext, Scenario } from '@http507/conformance';

/** The status and the headers that the route has set so far. */
interface Head {
  status: number;
  readonly headers: Headers;
}

/**
 * Runs a case's route, which is written for Node's request and response, as a fetch handler. Resolves to the route's Response. Rejects
 * if the route throws before it has begun one. If it throws later, the body fails.
 *
 * @param setHeader - sets a header in the framework's own way. Default: sets a header of the Response
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
        // A handler cannot know when the runtime has sent it.
        setImmediate(written);
      },
      end(chunk?: string) {
        if (!body) return resolve(new Response(chunk ?? null, head));
        if (chunk) body.enqueue(Buffer.from(chunk));
        body.close();
      },
    };
    const context = {
      // A getter, because creating it takes the body.
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

/** Returns a stand-in for Node's request that reads the body from the Request. */
function incomingOf(request: Request): Readable {
  const { pathname, search } = new URL(request.url);
  const incoming = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
  return Object.assign(incoming, { url: pathname + search, method: request.method });
}
