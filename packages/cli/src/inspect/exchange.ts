/** A header: its name in lowercase, and its value. */
export type Header = readonly [name: string, value: string];

/** The protocol version that a request is sent with. */
export type Protocol = 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';

/**
 * How a request sends its body and reads the answer:
 *
 * - `simple`: both at once
 * - `reads-while-sending`: as fetch does. It waits in the middle of the body for an answer
 * - `reads-after-sending`: as Python's http.client does, but it begins to read after 8 MB
 * - `expects-continue`: it waits for `100 Continue` before the body
 * - `preflight`: a CORS preflight
 */
export type Manner =
  | 'simple'
  | 'reads-while-sending'
  | 'reads-after-sending'
  | 'expects-continue'
  | 'preflight';

/** A request, as far as rules need to know it. */
export interface RecordedRequest {
  /** Whether it went to the inspected URL or to the origin behind it. */
  readonly to: 'url' | 'origin';
  readonly method: string;
  readonly protocol: Protocol;
  readonly manner: Manner;
  /** The `Accept` header. */
  readonly accept: string;
  /** The `Origin` header. */
  readonly scriptOrigin: string;
  /** The length of the body in bytes. */
  readonly bodyBytes: number;
}

/** The body of an answer, as far as it was read. */
export interface RecordedBody {
  /** How many bytes were read, before decoding. */
  readonly bytes: number;
  /** The text, decoded if possible. */
  readonly text: string;
  /** Whether the body is valid UTF-8. */
  readonly utf8: boolean;
  /** Why reading ended. `timeout` and `cut`: the body is incomplete. `limit`: it was longer than what is read. */
  readonly end: 'complete' | 'cut' | 'timeout' | 'limit';
  /** Why the body cannot be decoded as its `Content-Encoding` says. */
  readonly encodingFault?: string;
}

/** An answer. */
export interface RecordedAnswer {
  readonly status: number;
  /** The reason phrase. Empty over HTTP/2. */
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: RecordedBody;
  /** The statuses of interim responses, such as 100. */
  readonly interim: readonly number[];
  /** How many bytes of the request body had been sent when the answer arrived. */
  readonly sentBytes: number;
  /** How many bytes followed the end of the answer. */
  readonly extraBytes: number;
  /** Violations of the message syntax, in words. */
  readonly faults: readonly string[];
}

/**
 * Why there is no answer:
 *
 * - `unreachable`: no connection, for example because the host does not exist
 * - `tls`: the TLS handshake failed
 * - `not-offered`: the server does not speak the protocol
 * - `closed`: the connection was closed or reset
 * - `timeout`: nothing arrived in time
 * - `too-large`: the headers exceed what is read
 * - `invalid`: what arrived is not HTTP
 */
export interface Failure {
  readonly kind: 'unreachable' | 'tls' | 'not-offered' | 'closed' | 'timeout' | 'too-large' | 'invalid';
  /** One sentence. */
  readonly message: string;
}

/** A request with its answer, or with the reason why there is none. Plain data that JSON can hold. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly answer?: RecordedAnswer;
  readonly failure?: Failure;
}

/** An exchange that has an answer. */
export type Answered = Exchange & { readonly answer: RecordedAnswer };

/** Everything that rules judge. */
export interface Recording {
  readonly url: string;
  /** When it was recorded, in milliseconds since 1970. */
  readonly time: number;
  /** The names of the headers that the user added to every request, in lowercase. */
  readonly addedHeaders: readonly string[];
  readonly exchanges: readonly Exchange[];
}
