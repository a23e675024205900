import type { ServerResponse } from 'node:http';

import type { Reply } from '@http507/core';

import type { Outgoing } from './exchange.ts';

/** Writes a reply to Node's response. Remove stale headers first. */
export function writeReply(outgoing: Outgoing, reply: Reply): void {
  // TypeScript cannot call a method of the union: the two classes declare it differently.
  const response = outgoing as ServerResponse;
  // All at once: when no header was set before, Node then writes these without storing them.
  response.writeHead(reply.status, reply.headers as Record<string, string>);
  // Over HTTP/2, an empty body after the headers of HEAD would be a write after the end.
  response.end(reply.body || undefined);
}
