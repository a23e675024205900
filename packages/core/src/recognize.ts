import type { StorageFacts } from './facts.ts';
import { isStorageExhaustedError } from './is-storage-exhausted-error.ts';
import { parseAnything, parseCount, readFact } from './parse-facts.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { fileSystem } from './rules/file-system.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

/** Recognizes a StorageExhaustedError that something else wraps. */
const wrappedError: RecognitionRule = (error) => (isStorageExhaustedError(error) ? error : undefined);

/** The rules for the backends, in the order in which they are tried. */
const BACKENDS: readonly RecognitionRule[] = [fileSystem];

const BUILT_IN: readonly RecognitionRule[] = [wrappedError, ...BACKENDS];
const BRAND_ONLY: readonly RecognitionRule[] = [wrappedError];

const FACTS = ['reason', 'kind', 'resource', 'temporary', 'retryAfter', 'usage'] as const;

/** How many errors of a chain are looked at: what is thrown may be endless, or made to be so. */
const MAX_ERRORS = 32;

/**
 * Returns the StorageExhaustedError that a thrown value is or amounts to, or undefined when it is not about storage.
 *
 * Looks at the value, its `cause` chain and its `errors`, nearest first and 32 at most. A StorageExhaustedError comes
 * back as it is; for anything else a new one is made, with the thrown value as its `cause`. What is beneath an error
 * whose own status is 400 to 499 is not looked at: somebody has decided that the client was wrong.
 * Never throws, and never changes what was thrown.
 *
 * @param thrown - any value
 * @param rules - further rules, tried before those for the backends; `false` to recognize a StorageExhaustedError only
 */
export function recognize(
  thrown: unknown,
  rules: readonly RecognitionRule[] | false = [],
): StorageExhaustedError | undefined {
  if (isStorageExhaustedError(thrown)) return thrown;
  const all =
    rules === false ? BRAND_ONLY : rules.length === 0 ? BUILT_IN : [wrappedError, ...rules, ...BACKENDS];
  const errors: object[] = [];
  append(errors, thrown);
  // The list grows while it is walked: breadth first, so that the error nearest to the thrown one decides.
  for (let index = 0; index < errors.length; index += 1) {
    const error = errors[index] as object;
    const facts = applyRules(error, all);
    if (facts) return createError(facts, thrown);
    appendInner(errors, error);
  }
  return undefined;
}

function applyRules(error: object, rules: readonly RecognitionRule[]): StorageFacts | undefined {
  for (const rule of rules) {
    try {
      const facts = rule(error as Record<PropertyKey, unknown>);
      if (facts) return facts;
    } catch {
      // A getter that throws, a revoked proxy, or the rule itself: it has not recognized this error.
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

function appendInner(errors: object[], error: object): void {
  if (isClientError(error)) return;
  append(errors, readFact(error, 'cause', parseAnything));
  for (const inner of readFact(error, 'errors', firstErrors) ?? []) append(errors, inner);
}

function append(errors: object[], value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (errors.length < MAX_ERRORS && !errors.includes(value)) errors.push(value);
}

function isClientError(error: object): boolean {
  const status = readFact(error, 'status', parseCount) ?? readFact(error, 'statusCode', parseCount) ?? 0;
  return status >= 400 && status < 500;
}

function firstErrors(value: unknown): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  // By index: what a subclass of Array makes of slice and of iteration is its own.
  return Array.from({ length: Math.min(value.length, MAX_ERRORS) }, (_, index) => value[index]);
}
