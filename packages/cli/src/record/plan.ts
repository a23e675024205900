import type { Header, RecordedRequest } from '../inspect/exchange.ts';

/** A request to make. */
export interface Plan {
  /** Where the request goes: http or https. */
  readonly url: URL;
  /** All headers to send, except those that depend on the protocol. */
  readonly headers: readonly Header[];
  /** How it is sent. Rules read this too. */
  readonly request: RecordedRequest;
}

/** How long one exchange may take, in milliseconds. */
export interface Limits {
  /** From the connection to the end of the answer. */
  readonly time: number;
  /** How long a request waits in the middle for an answer or for `100 Continue`. */
  readonly patience: number;
}
