import type { StorageFacts } from './facts.ts';
import { parseAnything, readFact } from './parse-facts.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const FACTS = ['reason', 'kind', 'resource', 'temporary', 'retryAfter', 'usage'] as const;
const LIMIT = 'stackTraceLimit';

/** Returns a StorageExhaustedError with the facts that were recognized in a thrown value, and that value as its cause. */
export function createWrapper(facts: StorageFacts, cause: unknown): StorageExhaustedError {
  const options: Record<string, unknown> = { cause };
  // One by one, because reading may throw: a user's rule or another copy of this package made them.
  for (const name of FACTS) options[name] = readFact(facts, name, parseAnything);
  // The stack would lead to this package, and that of the cause leads to the failed write. Capturing it costs more than the reply.
  // With Reflect, because a program may freeze Error.
  const limit = Reflect.get(Error, LIMIT);
  Reflect.set(Error, LIMIT, 0);
  try {
    return new StorageExhaustedError(options);
  } finally {
    Reflect.set(Error, LIMIT, limit);
  }
}
