import { callAndForget } from './call-and-forget.ts';
import { createWrapper } from './create-wrapper.ts';
import { type ErrorMembers, withMembers } from './error-members.ts';
import { expectSync } from './expect-sync.ts';
import type { StorageFacts } from './facts.ts';
import { isClientError } from './is-client-error.ts';
import { isStorageExhaustedError } from './is-storage-exhausted-error.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { applyBackendRules } from './rules/apply-backend-rules.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** How many errors are examined. A thrown value may contain an endless number of errors. */
const MAX_ERRORS = 32;

/** Called with the error that a user's rule threw, or with a TypeError if the rule returned a promise. */
export type OnRuleError = (error: unknown, rule: RecognitionRule) => unknown;

/**
 * Returns a StorageExhaustedError for a thrown value that is about storage, and undefined for any other value.
 *
 * Examines the value and the errors inside it (`cause`, `errors` and the members that drivers and ORMs use), nearest first and at most 32.
 * Returns a StorageExhaustedError as it is. For other recognized values it creates one with the thrown value as its `cause`. It does not
 * look below an error with a status of 400 to 499, because the handler has decided that the client was wrong. Never throws and never
 * changes the thrown value.
 *
 * @param thrown - any value
 * @param rules - further rules, tried before the backends' rules. `false` recognizes only a StorageExhaustedError
 * @param onRuleError - called if one of these rules throws. Anything that this function throws is ignored
 */
export function recognize(
  thrown: unknown,
  rules: readonly RecognitionRule[] | false = [],
  onRuleError?: OnRuleError,
): StorageExhaustedError | undefined {
  if (isStorageExhaustedError(thrown)) return thrown;
  const errors: object[] = [];
  append(errors, thrown);
  // The list grows during the loop. Breadth first, so that the error nearest to the thrown one decides.
  for (let index = 0; index < errors.length; index += 1) {
    const error = errors[index] as object;
    const facts = isStorageExhaustedError(error)
      ? error
      : (rules && applyOwnRules(error, rules, onRuleError)) ||
        withMembers(error, (members) => {
          const status = members.status ?? members.statusCode;
          const found = rules && applyBackendRules(error, members, status);
          if (!found && !isClientError(status)) appendInner(errors, members);
          return found;
        });
    if (facts) return createWrapper(facts, thrown);
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
      const facts = expectSync(rule(error as Record<PropertyKey, unknown>));
      if (facts) return facts;
    } catch (thrown) {
      if (onRuleError) callAndForget(onRuleError, thrown, rule);
    }
  }
  return undefined;
}

function appendInner(errors: object[], members: ErrorMembers): void {
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
    // By index, because a subclass of Array may override slice and iteration.
    const { length } = values;
    for (let index = 0; index < length && index < MAX_ERRORS; index += 1) append(errors, values[index]);
  } catch {
    // A proxy. The remaining elements cannot be read.
  }
}
