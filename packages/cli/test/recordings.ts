import type { Exchange, Header, RecordedAnswer, RecordedRequest, Recording } from '../src/inspect/index.ts';

/** When the recordings are made, in milliseconds since 1970. */
export const TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

const SCRIPT_ORIGIN = 'https://app.example';

/** What an answer has besides what `answerOf` gives it. A header that is undefined is left out. */
export interface AnswerChanges extends Partial<Omit<RecordedAnswer, 'headers' | 'body'>> {
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text?: string;
  readonly body?: Partial<RecordedAnswer['body']>;
}

let ids = 0;

/** Returns a right 507, with changes. */
export function answerOf({ headers = {}, text, body = {}, ...rest }: AnswerChanges = {}): RecordedAnswer {
  ids += 1;
  const content = text ?? JSON.stringify({ status: 507, detail: 'No room.', requestId: `id-${ids}` });
  const all: Record<string, string | readonly string[] | undefined> = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': `id-${ids}`,
    vary: 'Accept',
    ...headers,
  };
  return {
    status: 507,
    reason: 'Insufficient Storage',
    headers: Object.entries(all).flatMap(([name, value]) =>
      (value === undefined ? [] : [value].flat()).map((line): Header => [name, line]),
    ),
    interim: [],
    sentBytes: 0,
    extraBytes: 0,
    faults: [],
    ...rest,
    body: { bytes: content.length, text: content, utf8: true, end: 'complete', ...body },
  };
}

/** Returns a simple request for JSON, with changes. */
export function requestOf(changes: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    to: 'url',
    method: 'GET',
    protocol: 'HTTP/1.1',
    manner: 'simple',
    accept: 'application/json',
    scriptOrigin: SCRIPT_ORIGIN,
    bodyBytes: 0,
    ...changes,
  };
}

/** Returns an exchange with a right 507, with changes. */
export function exchangeOf(request: Partial<RecordedRequest> = {}, answer: AnswerChanges = {}): Exchange {
  return { request: requestOf(request), answer: answerOf(answer) };
}

/** Returns an exchange without an answer. */
export function failureOf(
  kind: NonNullable<Exchange['failure']>['kind'],
  request: Partial<RecordedRequest> = {},
): Exchange {
  return { request: requestOf(request), failure: { kind, message: `It is ${kind}` } };
}

/** Returns a large upload that got its answer early, with changes. */
export function uploadOf(changes: Partial<RecordedRequest> = {}, answer: AnswerChanges = {}): Exchange {
  return exchangeOf(
    { method: 'PUT', manner: 'reads-while-sending', bodyBytes: 8e6, ...changes },
    { sentBytes: 4e6, ...answer },
  );
}

/** Returns a recording of exchanges. */
export function recordingOf(exchanges: readonly Exchange[], addedHeaders: readonly string[] = []): Recording {
  return { url: 'http://files.example/big.bin', time: TIME, addedHeaders, exchanges };
}
