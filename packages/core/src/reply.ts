import { contentTypeOf, type MediaType } from './negotiate.ts';
import { render } from './render.ts';
import type { RequestFacts } from './request-facts.ts';
import type { StorageExhaustedDocument } from './serialize-storage-exhausted.ts';
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

const encoder = new TextEncoder();

/** Bodies are written here to be measured, which takes less time than a new array each; checkOptions lets none be longer. */
const scratch = new Uint8Array(1024);

/** Returns the reply that carries a document. */
export function createReply(
  document: StorageExhaustedDocument,
  requestId: string,
  mediaType: MediaType,
  facts: RequestFacts,
): Reply {
  const body = render(document, mediaType);
  const headers: Record<string, string> = {
    'Content-Type': contentTypeOf(mediaType),
    'Content-Length': String(encoder.encodeInto(body, scratch).written),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
    Vary: varyByAccept(facts.vary),
  };
  if (document.retryAfter !== undefined) headers['Retry-After'] = String(document.retryAfter);
  if (mediaType === 'text/html') headers['Content-Security-Policy'] = "default-src 'none'";
  return {
    status: 507,
    headers,
    dropHeaders: STALE_HEADERS,
    body: facts.method === 'HEAD' ? '' : body,
    requestId,
  };
}
