import type { Exchange, RecordedRequest } from '../inspect/exchange.ts';

/** A request that a step makes. */
export interface LabRequest {
  /** The path and query at the simulator. */
  readonly path: string;
  /** PUT sends zeros as its body. */
  readonly method: 'GET' | 'PUT';
  /** The length of the body in bytes. */
  readonly bodyBytes: number;
  /** How the request sends its body and reads the answer. */
  readonly manner: RecordedRequest['manner'];
  /** Whether the request goes through the proxy of the lab. */
  readonly throughProxy?: true;
}

/** One step of the lab: requests, a question about their answers, and the check of the reader's answer. */
export interface LabStep {
  /** Names the step in addresses and in JSON. */
  readonly id: string;
  /** One or a few words. */
  readonly title: string;
  /** Why the step matters. */
  readonly intro: string;
  /** Made one after the other, before the question. */
  readonly requests: readonly LabRequest[];
  /** What the reader is asked about the answers. */
  readonly question: string;
  /** Shown after a wrong answer. */
  readonly hint: string;
  /**
   * Returns whether the reader's answer is right.
   *
   * @param reply - what the reader has typed
   * @param exchanges - the exchanges of this run, in the order of `requests`
   */
  readonly isRight: (reply: string, exchanges: readonly Exchange[]) => boolean;
  /** Shown after the right answer. */
  readonly explanation: string;
}
