import type { ServerResponse } from 'node:http';

import type { Reply } from '@http507/core';

import type { Outgoing } from './exchange.ts';

/** Writes a reply in place of what the response has so far. */
export function writeReply(outgoing: Outgoing, reply: Reply): void {
  // The two classes declare the same members in ways that TypeScript cannot call as one.
  const response = outgoing as ServerResponse;
  // By what is there, which is less than what may not be.
  for (const name of response.getHeaderNames()) {
    if (reply.dropHeaders.includes(name)) response.removeHeader(name);
  }
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  response.statusCode = reply.status;
  // Over HTTP/2, an empty body after the headers of a HEAD is a write after the end.
  response.end(reply.body || undefined);
}
