import { parseCount, readFact } from '../parse-facts.ts';
import { recognize } from '../recognize.ts';
import { type StorageExhaustedDocument, serializeStorageExhausted } from '../serialize-storage-exhausted.ts';
import { messageOf } from './message-of.ts';
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
 * error becomes a 507 with its `DAV:error` (section 11.5) and a sentence. Any other error becomes its own status, 400 to 599, or else 500.
 *
 * cadaver shows the status and `DAV:responsedescription` of each member (neon, src/ne_207.c, `handle_error`).
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
  const rest = error ? exhausted(serializeStorageExhausted(error, { requestId })) : statusOf(thrown);
  return `<d:response><d:href>${escapeXml(href)}</d:href>${rest}</d:response>`;
}

function exhausted(document: StorageExhaustedDocument): string {
  const description = `<d:responsedescription>${escapeXml(messageOf(document))}</d:responsedescription>`;
  return `${statusLine(document.status, document.title)}${davError(document)}${description}`;
}

/** The reason phrases of statuses that members usually have. */
const PHRASES: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  423: 'Locked',
  424: 'Failed Dependency',
};

function statusOf(thrown: unknown): string {
  const given = readFact(thrown, 'status', parseCount) ?? 500;
  const status = given >= 400 && given < 600 ? given : 500;
  return statusLine(status, PHRASES[status] ?? 'Failed');
}

function statusLine(status: number, phrase: string): string {
  return `<d:status>HTTP/1.1 ${status} ${phrase}</d:status>`;
}
