import type { IncomingHttpHeaders } from 'node:http';

/** A response as a client received it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
