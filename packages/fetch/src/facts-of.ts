import type { RequestFacts } from '@http507/core';

/** Returns what a reply depends on and a request of the Fetch standard tells. */
export function factsOf(request: Request): RequestFacts<Request> {
  const { method, headers } = request;
  return {
    request,
    method,
    accept: headers.get('accept'),
    inboundId: headers.get('x-request-id'),
    traceparent: headers.get('traceparent'),
  };
}
