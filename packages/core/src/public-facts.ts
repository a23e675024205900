import type { Reason } from './facts.ts';
import { parseFlag, parseReason, parseRetryAfter, readFact } from './parse-facts.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** The facts of an error that a client may learn, but for its figures. */
export interface PublicFacts {
  readonly reason: Reason;
  readonly temporary: boolean;
  /** Whole seconds from now. */
  readonly retryAfter: number | undefined;
}

/** Returns the public facts of an error, each checked once more: one of another copy or a subclass may hold anything. */
export function publicFacts(error: StorageExhaustedError): PublicFacts {
  const { reason, temporary, retryAfter } = readPublicFacts(error);
  return { reason, temporary, retryAfter: secondsUntil(retryAfter) };
}

/** Returns those that an error or its options tell, completed. */
export function readPublicFacts(source: object, invalid?: string[]) {
  const reason = readFact(source, 'reason', parseReason, invalid) ?? 'capacity';
  const retryAfter = readFact(source, 'retryAfter', parseRetryAfter, invalid);
  const temporary =
    readFact(source, 'temporary', parseFlag, invalid) ?? (reason === 'capacity' || retryAfter !== undefined);
  return { reason, temporary, retryAfter };
}

function secondsUntil(retryAfter: number | Date | undefined): number | undefined {
  if (!(retryAfter instanceof Date)) return retryAfter;
  return Math.max(0, Math.ceil((retryAfter.getTime() - Date.now()) / 1000));
}
