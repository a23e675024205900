import type { Severity } from '../inspect/rule.ts';

/** Where a rule found something. */
export interface Place {
  readonly file: string;
  /** The first line is 1. */
  readonly line: number;
  /** The setting, as it stands there. */
  readonly text: string;
}

/** A rule, which finds one setting that loses, caches or replaces a 507. */
export interface DoctorRule<Configuration> {
  /** Frozen: it never gets another meaning. */
  readonly id: string;
  readonly severity: Severity;
  /** What the setting does to a 507, in one sentence. */
  readonly what: string;
  /** How to mend it. */
  readonly mend: string;
  /** Returns the places. Empty if nothing is wrong. */
  readonly find: (configuration: Configuration) => readonly Place[];
}

/** Returns the place of a directive. */
export function placeOf({
  file,
  line,
  name,
  args,
}: {
  file: string;
  line: number;
  name: string;
  args: readonly string[];
}): Place {
  return { file, line, text: [name, ...args].join(' ') };
}
