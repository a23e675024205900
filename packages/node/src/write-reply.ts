import type { ServerResponse } from 'node:http';

import type { Reply } from '@http507/core';

import type { Outgoing } from './exchange.ts';

/** Writes a reply, whose stale headers have gone. */
export function writeReply(outgoing: Outgoing, reply: Reply): void {
  // The two classes declare the same members in ways that TypeScript cannot call as one.
  const response = outgoing as ServerResponse;
  for (const name of Object.keys(reply.headers)) response.setHeader(name, reply.headers[name] as string);
  response.statusCode = reply.status;
  // Over HTTP/2, an empty body after the headers of a HEAD is a write after the end.
  response.end(reply.body || undefined);
}
