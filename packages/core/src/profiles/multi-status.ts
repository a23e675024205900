import { parseCount, readFact } from '../parse-facts.ts';
import { recognize } from '../recognize.ts';
import { serializeStorageExhausted } from '../serialize-storage-exhausted.ts';
import { davError } from './webdav.ts';
import { escapeXml } from './xml.ts';

/** A member of a collection for which COPY, MOVE, DELETE or PROPPATCH failed. */
export interface FailedMember {
  /** The member's URL, encoded. */
  readonly href: string;
  /** The thrown value. */
  readonly error: unknown;
}

/** A 207 response as plain data. */
export interface MultiStatus {
  readonly status: 207;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Returns a `207 Multi-Status` for a request that failed for some members of a collection (RFC 4918, sections 9.8.8, 9.9.4 and 13). A storage
 * error becomes a 507 with its `DAV:error` (section 11.5). Any other error becomes its own status, 400 to 599, or else 500.
 *
 * @param requestId - repeated to the client if it is valid
 */
export function multiStatus(members: Iterable<FailedMember>, requestId?: string): MultiStatus {
  const responses = [...members].map(({ href, error }) => responseOf(href, error, requestId)).join('');
  const body = `<?xml version="1.0" encoding="utf-8"?>\n<d:multistatus xmlns:d="DAV:">${responses}</d:multistatus>\n`;
  return {
    status: 207,
    headers: {
      'Content-Type': 'application/xml; charset=utf-8',
      'Content-Length': String(new TextEncoder().encode(body).length),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  };
}

function responseOf(href: string, thrown: unknown, requestId: string | undefined): string {
  const error = recognize(thrown);
  const [status, detail] = error
    ? ['507 Insufficient Storage', davError(serializeStorageExhausted(error, { requestId }))]
    : [statusOf(thrown), ''];
  return `<d:response><d:href>${escapeXml(href)}</d:href><d:status>HTTP/1.1 ${status}</d:status>${detail}</d:response>`;
}

function statusOf(thrown: unknown): string {
  const status = readFact(thrown, 'status', parseCount) ?? 500;
  return status >= 400 && status < 600 ? `${status} Failed` : '500 Failed';
}
