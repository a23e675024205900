import type { Body } from './body.ts';
import type { ExhaustedEvent } from './exhausted-event.ts';
import { contentTypeOf, type MediaType } from './negotiate.ts';
import type { RequestFacts } from './request-facts.ts';
import { STALE_HEADERS } from './stale-headers.ts';
import { varyByAccept } from './vary-by-accept.ts';

/** A 507 response as plain data, for an adapter to send. */
export interface Reply {
  /** 507, unless a profile sets another. */
  readonly status: number;
  /** The headers to set. They replace headers of the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers to remove first, in lower case. They described the response that failed. */
  readonly dropHeaders: readonly string[];
  /** The body. Empty for HEAD; Content-Length is the same as for GET. */
  readonly body: string;
  /** The body that GET gets, for frameworks that derive headers from it and omit it for HEAD. */
  readonly fullBody: string;
  /** The request id. */
  readonly requestId: string;
}

/** Returns the reply for an event. */
export function createReply(
  body: Body,
  mediaType: MediaType,
  { requestId, retryAfter }: Pick<ExhaustedEvent, 'requestId' | 'retryAfter'>,
  facts: RequestFacts,
): Reply {
  const headers: Record<string, string> = {
    'Content-Type': contentTypeOf(mediaType),
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
    Vary: varyByAccept(facts.vary),
  };
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  if (mediaType === 'text/html') headers['Content-Security-Policy'] = "default-src 'none'";
  return {
    status: 507,
    headers,
    dropHeaders: STALE_HEADERS,
    body: facts.method === 'HEAD' ? '' : body.text,
    fullBody: body.text,
    requestId,
  };
}
