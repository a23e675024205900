import type { Body } from './body.ts';
import type { ExhaustedEvent } from './exhausted-event.ts';
import { contentTypeOf, type MediaType } from './negotiate.ts';
import type { RequestFacts } from './request-facts.ts';
import { STALE_HEADERS } from './stale-headers.ts';
import { varyByAccept } from './vary-by-accept.ts';

/** A 507 as plain data, for an adapter to write. */
export interface Reply {
  readonly status: 507;
  /** The headers to set, each in place of one that is there already. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers to drop first, in lower case: they described what is not sent any more. */
  readonly dropHeaders: readonly string[];
  /** The body; empty for HEAD, where Content-Length tells the size it would have had. */
  readonly body: string;
  /** The request id that the reply carries. */
  readonly requestId: string;
}

/** Returns the reply with a body. */
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
    requestId,
  };
}
