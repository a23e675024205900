import type { IncomingMessage } from 'node:http';

import {
  createResponder,
  type Reply,
  type StorageExhaustedDocument,
  StorageExhaustedError,
} from '@http507/core';
import { createApplyProfile } from '@http507/core/profiles';

import { LEAKS, type Leak, VERSIONED_SERVER } from './mistakes.ts';
import { QueryError, type Simulation } from './simulation.ts';

/** What an account with a quota uses, as far as clients are told. */
const USAGE = { usedBytes: 10_485_000, quotaBytes: 10_485_760 };

const HTML_PAGE = `<!doctype html>
<title>507 Insufficient Storage</title>
<h1>Insufficient Storage</h1>
`;

/**
 * Returns the answer to a request: the right one, or one with the mistake that is asked for.
 *
 * @throws QueryError if there is no representation of the type that is asked for
 */
export function replyOf(simulation: Simulation, request: IncomingMessage): Reply {
  const { reason, retryAfter, type, profile } = simulation;
  const responder = createResponder({}, profile ? { applyProfile: createApplyProfile(profile) } : {});
  const error = new StorageExhaustedError({
    ...(reason === 'quota' ? { reason, usage: USAGE } : { reason }),
    retryAfter:
      retryAfter === undefined || /^\d+$/.test(retryAfter) ? numberOf(retryAfter) : new Date(retryAfter),
  });
  const facts = {
    request,
    method: request.method,
    accept: type ?? request.headers.accept,
    inboundId: request.headers['x-request-id'],
    traceparent: request.headers.traceparent,
  };
  const event = responder.describe(error, facts);
  const reply = responder.reply(event, facts);
  if (type !== undefined && !reply.headers['Content-Type']?.startsWith(`${type};`)) {
    throw new QueryError(`type ${type} is not available${profile ? ` in the profile ${profile}` : ''}`);
  }
  const right =
    retryAfter === undefined ? reply : { ...reply, headers: { ...reply.headers, 'Retry-After': retryAfter } };
  return mistaken(right, simulation, responder.document(event), request);
}

/** Returns a reply with the mistake that is asked for. */
function mistaken(
  reply: Reply,
  { mistake }: Simulation,
  document: StorageExhaustedDocument,
  request: IncomingMessage,
): Reply {
  const leak = mistake?.startsWith('leak=') ? (mistake.slice('leak='.length) as Leak) : undefined;
  if (leak === 'version') return withHeaders(reply, { Server: VERSIONED_SERVER });
  if (leak) {
    const body = JSON.stringify({ ...document, detail: LEAKS[leak] });
    return withBody(reply, 'application/json; charset=utf-8', body, request);
  }
  if (mistake === 'html') return withBody(reply, 'text/html; charset=utf-8', HTML_PAGE, request);
  if (mistake === 'cacheable') return withHeaders(reply, { 'Cache-Control': 'public, max-age=3600' });
  if (mistake === 'stale-gzip') return withHeaders(reply, { 'Content-Encoding': 'gzip' });
  return reply;
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

function withBody(reply: Reply, type: string, fullBody: string, { method }: IncomingMessage): Reply {
  const headers = { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(fullBody)) };
  return { ...withHeaders(reply, headers), body: method === 'HEAD' ? '' : fullBody, fullBody };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
