import type { Header } from 'http507/inspect';

import { hasStackTrace } from './has-stack-trace.ts';

/** What each status is for. */
const STATUSES: Readonly<Record<number, string>> = {
  201: 'The service has stored the file.',
  400: 'The request is invalid. That has nothing to do with storage.',
  404: 'There is nothing at this address. That has nothing to do with storage.',
  413: 'The request is too large, however much room there is. A client cannot tell that the disk is full.',
  500: 'A bug, as far as the client can tell. It does not say that the disk is full.',
  502: 'A proxy got no valid answer from the service.',
  503: 'The service is unavailable, for any reason. It does not say that the disk is full.',
  507: 'The server cannot store the request now (RFC 4918, section 11.5). The request itself is fine.',
};

/** What each header is for. */
const HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin':
    'Permits this page to read the answer. Without it, the browser would hide the answer.',
  'access-control-expose-headers': 'Permits this page to read the headers.',
  'cache-control': 'no-store forbids caches to keep the answer. There may be room again in a second.',
  'content-length': 'The length of the body. It lets the client detect an answer that was cut off.',
  'content-security-policy': 'Forbids an error page to load or run anything.',
  'content-type': 'The media type of the body. The client can ask for JSON, problem details, HTML or text.',
  date: 'When the server answered.',
  etag: 'Identifies a version of a file. On an error it means nothing.',
  'keep-alive': 'How long the connection stays open for another request.',
  'retry-after': 'How many seconds the client should wait before it tries again.',
  server: 'The software of a proxy or web server.',
  vary: 'Tells caches that the answer depends on this header of the request.',
  via: 'The answer came through a proxy.',
  'x-content-type-options': 'nosniff forbids browsers to guess another media type.',
  'x-powered-by': 'Tells everyone which software runs here. It helps only attackers.',
  'x-request-id': 'Leads to the record in the log of the service. Send it to whoever runs the server.',
};

/** What each value of the header Connection means. */
const CONNECTIONS: Readonly<Record<string, string>> = {
  close: 'The server closes the connection after this answer.',
  'keep-alive': 'The connection stays open for another request.',
};

/** What each member of the body is for. */
const MEMBERS: Readonly<Record<string, string>> = {
  type: 'A URI for the type of problem (RFC 9457). about:blank: the status describes the problem.',
  title: 'The status in words.',
  status: 'The status again, for clients that read only the body.',
  detail: 'A sentence for people. It never contains the message of the error, which may expose paths.',
  error: 'A fixed word for programs.',
  reason: 'capacity: the server has no room. quota: the account has used up its quota.',
  requestId: 'The same id as in X-Request-Id.',
  temporary: 'Whether the client may expect room again without doing anything.',
  retryAfter: 'The same number as in Retry-After.',
  statusCode: "The status again, under this framework's name for it.",
  code: 'The code of the operating system. It is internal.',
  message: 'The message of the error that was thrown. It is internal.',
};

/** A line of an answer, and what it is for. */
export interface ExplainedLine {
  readonly text: string;
  readonly explanation: string;
}

/** Returns the status line with an explanation. */
export function explainStatus(protocol: string, status: number, reason: string): ExplainedLine {
  return {
    text: `${protocol} ${status} ${reason}`,
    explanation: STATUSES[status] ?? 'The status tells programs how the request ended.',
  };
}

/** Returns a header with an explanation. */
export function explainHeader([name, value]: Header): ExplainedLine {
  return {
    text: `${name}: ${value}`,
    explanation:
      (name === 'connection' ? CONNECTIONS[value.toLowerCase()] : HEADERS[name]) ??
      'A header that the framework adds.',
  };
}

/** Returns the lines of a body with explanations: each member of a JSON object, or else the text as it is. */
export function explainBody(text: string): readonly ExplainedLine[] {
  const members = parseObject(text);
  if (!members) {
    return text.split('\n').map((line) => ({ text: line, explanation: explainText(text) }));
  }
  const lines = Object.entries(members).map(([name, value], index, { length }) => ({
    text: `  ${JSON.stringify(name)}: ${JSON.stringify(value)}${index === length - 1 ? '' : ','}`,
    explanation: MEMBERS[name] ?? 'A member that the service adds.',
  }));
  const around = 'The body is one JSON object, for programs and people.';
  return [{ text: '{', explanation: around }, ...lines, { text: '}', explanation: around }];
}

function explainText(text: string): string {
  if (hasStackTrace(text))
    return 'A stack trace. It tells an attacker where the code is, and helps no client.';
  if (/<html/i.test(text)) return 'A page, which a program cannot read.';
  return 'Text for people. A program cannot tell what went wrong.';
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
