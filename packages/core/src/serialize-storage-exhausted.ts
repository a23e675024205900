import type { Reason } from './facts.ts';
import { parseUsage, readFact } from './parse-facts.ts';
import { type PublicFacts, publicFacts } from './public-facts.ts';
import { parseRequestId } from './request-id.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** What a client learns: the members of an RFC 9457 problem document and five of our own. */
export interface StorageExhaustedDocument {
  /** A URI for this type of problem; `about:blank` says that the status explains it. */
  readonly type: string;
  readonly title: 'Insufficient Storage';
  readonly status: 507;
  /** One sentence for a person, the same for every error with this reason. */
  readonly detail: string;
  readonly error: 'insufficient_storage';
  readonly reason: Reason;
  readonly requestId?: string;
  readonly temporary: boolean;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Bytes, with reason `quota` only. */
  readonly usedBytes?: number;
  /** Bytes, with reason `quota` only. */
  readonly quotaBytes?: number;
}

/** The sentence for each reason. */
export type Details = Readonly<Record<Reason, string>>;

/** The sentences that clients read by default. */
export const DETAILS: Details = {
  capacity: 'The server has no room to store this right now.',
  quota: 'The storage allotted to this account is used up.',
};

/** What the public document takes besides the error. */
export interface SerializeOptions {
  /** The request's id; left out of the document unless it is 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -`. */
  readonly requestId?: string | undefined;
  /** The problem type's URI; `about:blank` by default. */
  readonly type?: string | undefined;
  /** The sentence for each reason. */
  readonly detail?: Details | undefined;
}

/**
 * Returns the public document of an error: a plain object with nothing in it but checked, allow-listed members.
 * Never throws, whatever the error's members hold.
 */
export function serializeStorageExhausted(
  error: StorageExhaustedError,
  options: SerializeOptions = {},
): StorageExhaustedDocument {
  const requestId = parseRequestId(options.requestId);
  return createDocument({ error, ...publicFacts(error), requestId }, options);
}

/** What a document is made of, all of it checked but the error. */
interface DocumentFacts extends PublicFacts {
  readonly error: StorageExhaustedError;
  readonly requestId: string | undefined;
}

/** Returns the document of facts that have been checked; never throws. */
export function createDocument(
  { error, reason, temporary, retryAfter, requestId }: DocumentFacts,
  { type, detail }: Pick<SerializeOptions, 'type' | 'detail'>,
): StorageExhaustedDocument {
  const usage = reason === 'quota' ? readFact(error, 'usage', parseUsage) : undefined;
  return {
    type: type ?? 'about:blank',
    title: 'Insufficient Storage',
    status: 507,
    detail: (detail ?? DETAILS)[reason],
    error: 'insufficient_storage',
    reason,
    ...(requestId !== undefined && { requestId }),
    temporary,
    ...(retryAfter !== undefined && { retryAfter }),
    ...usage,
  };
}
