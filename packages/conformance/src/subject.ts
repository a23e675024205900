import type { Server as HttpServer, IncomingHttpHeaders } from 'node:http';
import type { Http2Server } from 'node:http2';

import type { Guard } from '@http507/guard';
import type { AdapterOptions, Incoming, Outgoing, StorageGuardOptions } from '@http507/node';

/** What the route of a case's application gets to work with. */
export interface RouteContext {
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** Sets a header of the response in the framework's own way. */
  readonly setHeader: (name: string, value: string | string[]) => void;
}

/** The application that a case wants. */
export interface Scenario {
  /** The route: it answers every method and path, and nothing reads the body before it. It throws, rejects or answers. */
  readonly route: (context: RouteContext) => unknown;
  /** Registers the route for GET on every path, and leaves HEAD to the framework. */
  readonly getOnly?: boolean;
  /** The adapter's options; by default `{ logger: false }`. */
  readonly options?: AdapterOptions;
  /** Called with what the adapter passed on to the application's own error handling, which then answers 500. */
  readonly onForeign?: (thrown: unknown) => void;
  /** Who lets uploads to the route in; without one, the adapter's guard is not registered. */
  readonly guard?: Guard;
  /** The options of the adapter's guard; what every framework gives to its callbacks has headers. */
  readonly guardOptions?: StorageGuardOptions<{ readonly headers: IncomingHttpHeaders }>;
  /** Serves HTTP/2 without TLS in place of HTTP/1. */
  readonly http2?: boolean;
}

/** One framework in one major version, with the adapter for it. */
export interface Subject {
  /** Such as `express 5`. */
  readonly name: string;
  /** The version of the framework that is really loaded. */
  readonly version: string;
  /** Whether the framework serves HTTP/2. */
  readonly http2: boolean;
  /**
   * What the framework does not have or does not decide, by a case's id or the beginning of several (`guard`), each with the
   * reason; such a case is skipped.
   */
  readonly lacks?: Readonly<Record<string, string>>;
  /** The cases that this framework cannot pass, by id, each with the reason; such a case must fail. */
  readonly exceptions: Readonly<Record<string, string>>;
  /** Returns a server, not listening yet, with the adapter registered as its README says. */
  createServer(scenario: Scenario): Promise<HttpServer | Http2Server>;
}
