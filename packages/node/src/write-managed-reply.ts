import type { Reply } from '@http507/core';

/** A framework's response object that keeps headers itself until it sends them, such as Fastify's reply. */
export interface ManagedResponse {
  /** Returns all headers that were set so far, with names in lower case. */
  getHeaders(): object;
  removeHeader(name: string): unknown;
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  serializer(serialize: (payload: unknown) => string): unknown;
  send(body: string): unknown;
}

/** Sends a reply through the framework's response object, so that its hooks run and its headers are kept. */
export function writeManagedReply(response: ManagedResponse, reply: Reply): void {
  response.code(reply.status);
  response.headers(reply.headers);
  // Replaces a serializer that the handler may have set. A Buffer would bypass it, but Node sends Buffers apart from the headers.
  response.serializer(unchanged);
  // For HEAD too: on a HEAD route that Fastify derives from a GET route, it overwrites Content-Length with this body's length.
  response.send(reply.fullBody);
}

function unchanged(body: unknown): string {
  return body as string;
}
