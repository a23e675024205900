import { callAndForget } from './call-and-forget.ts';
import { type ErrorMembers, readMembers } from './error-members.ts';
import type { StorageFacts } from './facts.ts';
import { isStorageExhaustedError } from './is-storage-exhausted-error.ts';
import { parseAnything, readFact } from './parse-facts.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { applyBackendRules } from './rules/apply-backend-rules.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const FACTS = ['reason', 'kind', 'resource', 'temporary', 'retryAfter', 'usage'] as const;

/** How many errors are looked at: what is thrown may be endless, or made to be so. */
const MAX_ERRORS = 32;

/** Called with what a rule of the user's threw, or with a TypeError where it gave a promise. */
export type OnRuleError = (error: unknown, rule: RecognitionRule) => unknown;

/**
 * Returns the StorageExhaustedError that a thrown value is or amounts to, or undefined when it is not about storage.
 *
 * Looks at the value and at the errors within it (`cause`, `errors` and what drivers and ORMs call them), nearest first and 32
 * at most. A StorageExhaustedError comes back as it is; for anything else a new one is made, with the thrown value as its
 * `cause`. What is beneath an error whose own status is 400 to 499 is not looked at: somebody has decided that the client
 * was wrong. Never throws, and never changes what was thrown.
 *
 * @param thrown - any value
 * @param rules - further rules, tried before those for the backends; `false` to recognize a StorageExhaustedError only
 * @param onRuleError - called with what such a rule throws, which then has recognized nothing; what it throws is dropped
 */
export function recognize(
  thrown: unknown,
  rules: readonly RecognitionRule[] | false = [],
  onRuleError?: OnRuleError,
): StorageExhaustedError | undefined {
  if (isStorageExhaustedError(thrown)) return thrown;
  const errors: object[] = [];
  append(errors, thrown);
  // The list grows while it is walked: breadth first, so that the error nearest to the thrown one decides.
  for (let index = 0; index < errors.length; index += 1) {
    const error = errors[index] as object;
    const members = readMembers(error);
    const facts = isStorageExhaustedError(error)
      ? error
      : rules && (applyOwnRules(error, rules, onRuleError) ?? applyBackendRules(error, members));
    if (facts) return createError(facts, thrown);
    appendInner(errors, members);
  }
  return undefined;
}

function applyOwnRules(
  error: object,
  rules: readonly RecognitionRule[],
  onRuleError: OnRuleError | undefined,
): StorageFacts | undefined {
  for (const rule of rules) {
    try {
      const facts = rule(error as Record<PropertyKey, unknown>);
      if (typeof (facts as { then?: unknown } | undefined)?.then === 'function') {
        // A rejection that nobody hears would end the process.
        callAndForget(() => facts);
        throw new TypeError('A rule must not be async');
      }
      if (facts) return facts;
    } catch (thrown) {
      if (onRuleError) callAndForget(onRuleError, thrown, rule);
    }
  }
  return undefined;
}

function createError(facts: StorageFacts, cause: unknown): StorageExhaustedError {
  const options: Record<string, unknown> = { cause };
  // One by one, because reading may throw: they are of a user's rule or of another copy of this package.
  for (const name of FACTS) options[name] = readFact(facts, name, parseAnything);
  return new StorageExhaustedError(options);
}

function appendInner(errors: object[], members: ErrorMembers): void {
  if (isClientError(members.status ?? members.statusCode)) return;
  append(errors, members.cause);
  append(errors, members.parent);
  append(errors, members.original);
  append(errors, members.originalError);
  append(errors, members.driverError);
  append(errors, members.chainedError);
  append(errors, members.writeConcernError);
  appendAll(errors, members.errors);
  appendAll(errors, members.previousErrors);
  appendAll(errors, members.writeErrors);
}

function append(errors: object[], value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (errors.length < MAX_ERRORS && !errors.includes(value)) errors.push(value);
}

function appendAll(errors: object[], values: unknown): void {
  if (values === undefined) return;
  try {
    if (!Array.isArray(values)) return;
    // By index: what a subclass of Array makes of slice and of iteration is its own.
    const { length } = values;
    for (let index = 0; index < length && index < MAX_ERRORS; index += 1) append(errors, values[index]);
  } catch {
    // A proxy: the rest of it cannot be read.
  }
}

function isClientError(status: unknown): boolean {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) < 500;
}
