import type { Reason } from './facts.ts';
import { parseFlag, parseReason, parseRetryAfter, readFact } from './parse-facts.ts';

/** The facts of an error that are public, except usage. */
export interface PublicFacts {
  readonly reason: Reason;
  readonly temporary: boolean;
  /** Whole seconds from now. */
  readonly retryAfter: number | undefined;
}

/** Returns the public facts of an error. Checks each again, because a subclass or another copy of this package may have any value. */
export function publicFacts(error: object): PublicFacts {
  const { reason, temporary, retryAfter } = readPublicFacts(error);
  return { reason, temporary, retryAfter: secondsUntil(retryAfter) };
}

/** Reads the public facts of an error or of its options and adds the defaults. */
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
