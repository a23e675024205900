import type { StorageFacts } from './facts.ts';

/**
 * Looks at one error and returns what it tells about a storage shortage, or undefined when it is something else.
 *
 * It sees every error of the chain by itself, so it need not look at `cause` or `errors`. A rule decides by codes,
 * not by messages, in which a user's text may stand. One that throws counts as undefined, and so does one that
 * returns a promise: what is to be thrown on cannot wait.
 */
export type RecognitionRule = (error: Readonly<Record<PropertyKey, unknown>>) => StorageFacts | undefined;
