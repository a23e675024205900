/** The facts about a request that a reply depends on, as the adapter read them. They are unchecked and may have any value. */
export interface RequestFacts<Request = unknown> {
  /** The framework's request object, for the callbacks `requestId` and `profile`. */
  readonly request: Request;
  /** The request method. HEAD gets no body. */
  readonly method: string | undefined;
  /** The route pattern, such as `/files/:name`. For logs and metrics only. */
  readonly route?: string | undefined;
  /** The `Accept` header of the request. */
  readonly accept?: unknown;
  /** The `X-Request-Id` header that the application has already set on the response. */
  readonly announcedId?: unknown;
  /** The id that the framework assigned to the request. */
  readonly id?: unknown;
  /** The `X-Request-Id` header of the request. */
  readonly inboundId?: unknown;
  /** The `traceparent` header of the request. */
  readonly traceparent?: unknown;
  /** The `Vary` header that is set on the response. */
  readonly vary?: unknown;
  /** All headers that are set on the response, with names in lower case. Only profiles need them. */
  readonly present?: Readonly<Record<string, unknown>> | undefined;
}
