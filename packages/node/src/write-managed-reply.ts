import type { Reply } from '@http507/core';

/** A framework's own response object that keeps headers to itself until it sends, such as Fastify's reply. */
export interface ManagedResponse {
  getHeaders(): object;
  removeHeader(name: string): unknown;
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  serializer(serialize: (payload: unknown) => string): unknown;
  send(body: string): unknown;
}

/** Writes a reply through the framework's own response object, so that its hooks run and its headers stay. */
export function writeManagedReply(response: ManagedResponse, reply: Reply): void {
  // By what is there, which is less than what may not be.
  for (const name of Object.keys(response.getHeaders())) {
    if (reply.dropHeaders.includes(name)) response.removeHeader(name);
  }
  response.code(reply.status);
  response.headers(reply.headers);
  // The handler may have set another. A Buffer would go past it, but takes longer: Node sends it apart from the headers.
  response.serializer(asItIs);
  response.send(reply.body);
}

function asItIs(body: unknown): string {
  return body as string;
}
