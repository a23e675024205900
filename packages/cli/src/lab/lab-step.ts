import type { Exchange, RecordedRequest } from '../inspect/exchange.ts';

/** A request that a step makes. */
export interface LabRequest {
  /** The path and query at the simulator. */
  readonly path: string;
  readonly method: 'GET' | 'PUT';
  /** The length of the body in bytes. */
  readonly bodyBytes: number;
  readonly manner: RecordedRequest['manner'];
  /** Whether the request goes through the proxy of the lab. */
  readonly throughProxy?: true;
}

/** One step of the lab: requests, a question about their answers, and the check of the reader's answer. */
export interface LabStep {
  readonly id: string;
  readonly title: string;
  /** Why the step matters. */
  readonly intro: string;
  readonly requests: readonly LabRequest[];
  readonly question: string;
  readonly hint: string;
  /**
   * Returns whether the reader's answer is right.
   *
   * @param reply - what the reader has typed
   * @param exchanges - the exchanges of this run, in the order of `requests`
   */
  readonly isRight: (reply: string, exchanges: readonly Exchange[]) => boolean;
  readonly explanation: string;
}
