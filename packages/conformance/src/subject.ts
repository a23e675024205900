import type { Server as HttpServer, IncomingHttpHeaders } from 'node:http';
import type { Http2Server } from 'node:http2';

import type { Guard } from '@http507/guard';
import type { AdapterOptions, Incoming, Outgoing, StorageGuardOptions } from '@http507/node';

/** The argument of a case's route. */
export interface RouteContext {
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** Sets a header of the response in the framework's own way. */
  readonly setHeader: (name: string, value: string | string[]) => void;
}

/** The application that a case needs. */
export interface Scenario {
  /** Answers every method and path, throws or rejects. Nothing may read the body before it. */
  readonly route: (context: RouteContext) => unknown;
  /** Whether to register the route for GET only, on every path, and leave HEAD to the framework. */
  readonly getOnly?: boolean;
  /** The adapter's options. Default: `{ logger: false }`. */
  readonly options?: AdapterOptions;
  /** Called with each value that the adapter passes on to the application's error handling, which then answers 500. */
  readonly onForeign?: (thrown: unknown) => void;
  /** The guard that admits uploads. If there is none, the adapter's guard is not registered. */
  readonly guard?: Guard;
  /** The options of the adapter's guard. The argument of their callbacks has `headers` in every framework. */
  readonly guardOptions?: StorageGuardOptions<{ readonly headers: IncomingHttpHeaders }>;
  /** Whether to serve HTTP/2 without TLS instead of HTTP/1. */
  readonly http2?: boolean;
}

/** One framework in one major version, with its adapter. */
export interface Subject {
  /** For example `express 5`. */
  readonly name: string;
  /** The version of the framework that is loaded. */
  readonly version: string;
  /** Whether the framework supports HTTP/2. */
  readonly http2: boolean;
  /**
   * Features that the framework does not have or does not control, by a case's id or a prefix of several ids (`guard`), each with
   * the reason. Such cases are skipped.
   */
  readonly lacks?: Readonly<Record<string, string>>;
  /** The cases that this framework cannot pass, by id, each with the reason. Such a case must fail. */
  readonly exceptions: Readonly<Record<string, string>>;
  /** Returns a server that does not listen yet, with the adapter registered as its README says. */
  createServer(scenario: Scenario): Promise<HttpServer | Http2Server>;
}
