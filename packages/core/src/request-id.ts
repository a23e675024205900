import { callAndForget } from './call-and-forget.ts';
import type { RequestFacts } from './request-facts.ts';

/** Ids that are safe to send to clients and to log: 1 to 128 characters without special meaning. */
const REQUEST_ID = /^[\w.~:+/=@-]{1,128}$/;

/** W3C Trace Context, section 3.2: version, trace id, parent id and flags. Only later versions may append fields. */
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Returns a valid request id as a string, or undefined for any other value. */
export function parseRequestId(value: unknown): string | undefined {
  const id = Number.isFinite(value) ? String(value) : value;
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined;
}

/** Returns the first valid id of: the callback, the response, the framework, the client, the trace. Otherwise returns a new UUID. */
export function requestIdOf<Request>(
  facts: RequestFacts<Request>,
  callback: ((request: Request) => unknown) | undefined,
): string {
  return (
    (callback && askCallback(facts, callback)) ??
    parseRequestId(facts.announcedId) ??
    parseRequestId(facts.id) ??
    parseRequestId(facts.inboundId) ??
    traceIdOf(facts.traceparent) ??
    crypto.randomUUID()
  );
}

function askCallback<Request>(
  facts: RequestFacts<Request>,
  callback: (request: Request) => unknown,
): string | undefined {
  try {
    const value = callback(facts.request);
    // A promise resolves too late to be used. If it rejects, it must not end the process.
    callAndForget(() => value);
    return parseRequestId(value);
  } catch {
    return undefined;
  }
}

function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}
