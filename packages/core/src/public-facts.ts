import type { Reason, Usage } from './facts.ts';
import { parseFlag, parseReason, parseRetryAfter, parseUsage, readFact } from './parse-facts.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** The facts of an error that a client may learn. */
export interface PublicFacts {
  readonly reason: Reason;
  readonly temporary: boolean;
  /** Whole seconds from now. */
  readonly retryAfter: number | undefined;
  readonly usage: Usage | undefined;
}

/** Returns the public facts of an error, each checked once more: one of another copy or a subclass may hold anything. */
export function publicFacts(error: StorageExhaustedError): PublicFacts {
  const reason = readFact(error, 'reason', parseReason) ?? 'capacity';
  const retryAfter = readFact(error, 'retryAfter', parseRetryAfter);
  return {
    reason,
    temporary: readFact(error, 'temporary', parseFlag) ?? (reason === 'capacity' || retryAfter !== undefined),
    retryAfter: secondsUntil(retryAfter),
    usage: reason === 'quota' ? readFact(error, 'usage', parseUsage) : undefined,
  };
}

function secondsUntil(retryAfter: number | Date | undefined): number | undefined {
  if (!(retryAfter instanceof Date)) return retryAfter;
  return Math.max(0, Math.ceil((retryAfter.getTime() - Date.now()) / 1000));
}
