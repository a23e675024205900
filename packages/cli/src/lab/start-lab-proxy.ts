import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

const PAGE =
  '<html><head><title>507 Insufficient Storage</title></head><body><center><h1>507 Insufficient Storage</h1></center><hr><center>nginx</center></body></html>\n';

/** A running proxy. */
export interface LabProxy {
  readonly url: string;
  readonly close: () => void;
}

/** Starts a proxy on 127.0.0.1 in front of an origin. It replaces the answer by a page of its own if the query contains `replaced`. */
export async function startLabProxy(origin: string): Promise<LabProxy> {
  const server = http.createServer((request, response) => {
    forward(origin, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function forward(origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', origin);
  const isReplaced = url.searchParams.has('replaced');
  url.searchParams.delete('replaced');
  const { host: _, connection: __, ...headers } = request.headers;
  const upstream = http.request(url, { method: request.method, headers, agent: false });
  request.pipe(upstream);
  const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
  if (isReplaced) {
    answer.resume();
    response.writeHead(507, { Server: 'nginx', 'Content-Type': 'text/html' });
    response.end(PAGE);
    return;
  }
  const { connection: ___, ...kept } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, { ...kept, Via: '1.1 lab-proxy' });
  await pipeline(answer, response);
}
