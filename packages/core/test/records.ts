import { readFileSync } from 'node:fs';

type Members = Record<string, unknown>;

/**
 * An error as it was caught, with markers for what JSON has not: `«undefined»`, `«circular»`, `«omitted»`,
 * `«function name»`, and the class in `«class»` of an object, or alone of one whose members were not recorded.
 */
export interface RecordedError {
  readonly constructorName: string;
  readonly name?: string;
  readonly message: string;
  /** The names of the classes, from the error's own; empty for a plain object. */
  readonly prototypeChain?: readonly string[];
  readonly ownEnumerable?: Members;
  readonly ownNonEnumerable?: Members;
  /** What getters of the prototype give. */
  readonly inherited?: Members;
}

/** One error of a real driver, and what is to be made of it. */
export interface ErrorRecord {
  readonly id: string;
  readonly backend: string;
  readonly driver: string;
  readonly where?: string;
  readonly how: string;
  readonly note?: string;
  /** Whether the error says that storage is exhausted. */
  readonly exhausted: boolean;
  /** Whether the same error can also mean something else. */
  readonly ambiguous?: boolean;
  /** Whether storage was exhausted although the error does not show it; `exhausted` is false. */
  readonly undetectable?: boolean;
  readonly kind?: string;
  readonly error: RecordedError;
}

/** The records, one a line in the file. */
export const records: readonly ErrorRecord[] = readFileSync(
  new URL('fixtures/errors.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
