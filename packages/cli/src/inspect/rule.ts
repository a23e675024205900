import type { Recording } from './exchange.ts';

/** How bad a finding is. `error`: clients lose or misread the answer, or it exposes secrets. `warning`: it should be better. */
export type Severity = 'error' | 'warning';

/** Where a rule found something. */
export interface Evidence {
  /** The request, in words. */
  readonly request: string;
  /** What was found, shortened to one line. */
  readonly text: string;
}

/** A rule, which finds one kind of mistake. */
export interface Rule {
  /** Frozen: it never gets another meaning. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Why that is wrong. */
  readonly why: string;
  /** Where the standard says so, such as `RFC 9111, section 3`. */
  readonly source: string;
  /** How to mend it. */
  readonly mend: string;
  /** Returns the evidence. Empty if nothing is wrong. */
  readonly find: (recording: Recording) => readonly Evidence[];
}
