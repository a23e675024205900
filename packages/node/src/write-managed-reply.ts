import type { Reply } from '@http507/core';

/** A framework's own response object that keeps headers to itself until it sends, such as Fastify's reply. */
export interface ManagedResponse {
  readonly raw: { removeHeader(name: string): void };
  /** Those of `raw` as well. */
  getHeaders(): object;
  removeHeader(name: string): unknown;
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  send(body: Buffer): unknown;
}

/** Writes a reply through the framework's own response object, so that its hooks run and its headers stay. */
export function writeManagedReply(response: ManagedResponse, reply: Reply): void {
  // By what is there, which is less than what may not be.
  for (const name of Object.keys(response.getHeaders())) {
    if (!reply.dropHeaders.includes(name)) continue;
    response.removeHeader(name);
    response.raw.removeHeader(name);
  }
  response.code(reply.status);
  response.headers(reply.headers);
  // A Buffer, because a string would pass through a serializer that the handler has set.
  response.send(Buffer.from(reply.body));
}
