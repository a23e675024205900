import { readFileSync } from 'node:fs';

type Members = Record<string, unknown>;

/**
 * An error as it was caught. Markers stand for values that JSON cannot contain: `«undefined»`, `«circular»`, `«omitted»` and
 * `«function name»`. The member `«class»` names the class of an object. The class alone stands for an object without recorded members.
 */
export interface RecordedError {
  readonly constructorName: string;
  readonly name?: string;
  readonly message: string;
  /** The names of the classes, beginning with the error's own. Empty for a plain object. */
  readonly prototypeChain?: readonly string[];
  readonly ownEnumerable?: Members;
  readonly ownNonEnumerable?: Members;
  /** The values of the prototype's getters. */
  readonly inherited?: Members;
}

/** One error of a real driver, with the expected result. */
export interface ErrorRecord {
  readonly id: string;
  readonly backend: string;
  readonly driver: string;
  readonly where?: string;
  readonly how: string;
  readonly note?: string;
  /** Whether the error shows that storage is exhausted. */
  readonly exhausted: boolean;
  /** Whether the same error can also mean something else. */
  readonly ambiguous?: boolean;
  /** Whether storage was exhausted although the error does not show it. `exhausted` is then false. */
  readonly undetectable?: boolean;
  readonly kind?: string;
  readonly error: RecordedError;
}

/** The records. The file has one per line. */
export const records: readonly ErrorRecord[] = readFileSync(
  new URL('fixtures/errors.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
