import type { StorageFacts } from './facts.ts';

/**
 * Examines one error and returns the facts of a storage shortage, or undefined for any other error.
 *
 * http507 calls a rule for every error of the chain, so a rule does not need to examine `cause` or `errors`. Decide by codes, not by
 * messages, because a message may contain text from a user. If a rule throws or returns a promise, its result is ignored.
 */
export type RecognitionRule = (error: Readonly<Record<PropertyKey, unknown>>) => StorageFacts | undefined;
