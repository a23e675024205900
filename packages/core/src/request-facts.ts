/** What a reply depends on, as the adapter read it: unchecked, so each member may hold anything. */
export interface RequestFacts<Request = unknown> {
  /** The framework's own request object, for the `requestId` callback. */
  readonly request: Request;
  /** The request's method; HEAD gets no body. */
  readonly method: string | undefined;
  /** The route's pattern, such as `/files/:name`; for logs and metrics only. */
  readonly route?: string | undefined;
  /** The request's `Accept`. */
  readonly accept?: unknown;
  /** The `X-Request-Id` that the response has so far: the id that the application has announced already. */
  readonly announcedId?: unknown;
  /** The id that the framework gave the request. */
  readonly id?: unknown;
  /** The request's `X-Request-Id`. */
  readonly inboundId?: unknown;
  /** The request's `traceparent`. */
  readonly traceparent?: unknown;
  /** The `Vary` that the response has so far. */
  readonly vary?: unknown;
}
