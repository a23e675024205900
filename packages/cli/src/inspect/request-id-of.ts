import type { RecordedAnswer } from './exchange.ts';
import { headerOf } from './headers.ts';

/** Headers that hold a request id, most specific first. */
export const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'x-amz-request-id',
  'x-amzn-requestid',
  'x-ms-request-id',
  'x-trace-id',
  'traceresponse',
] as const;

const BODY_ID =
  /"(?:request_?id|trace_?id|correlation_?id)"\s*:\s*"([^"]{1,200})"|<(?:\w+:)?request-?id>([^<]{1,200})<|\brequest id:? ([\w.~:+/=@-]{1,200})/i;

/** Returns the request id in an answer's headers, with the name of the header. */
export function headerId(answer: RecordedAnswer): { name: string; id: string } | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const id = headerOf(answer, name);
    if (id) return { name, id };
  }
  return undefined;
}

/** Returns the request id in an answer's body. */
export function bodyId({ body }: RecordedAnswer): string | undefined {
  const [, json, xml, text] = BODY_ID.exec(body.text) ?? [];
  return json ?? xml ?? text;
}
