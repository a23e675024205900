import type { RequestFacts } from '@http507/core';

/** Returns the facts that a Request of the Fetch standard provides. */
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
