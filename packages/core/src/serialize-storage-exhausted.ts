import type { Reason } from './facts.ts';
import { parseUsage, readFact } from './parse-facts.ts';
import { type PublicFacts, publicFacts } from './public-facts.ts';
import { parseRequestId } from './request-id.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** The public document: the members of an RFC 9457 problem document and extension members. */
export interface StorageExhaustedDocument {
  /** The problem type, a URI. `about:blank` means that the status describes the problem. */
  readonly type: string;
  readonly title: 'Insufficient Storage';
  readonly status: 507;
  /** One sentence for a person. It is the same for all errors with this reason. */
  readonly detail: string;
  readonly error: 'insufficient_storage';
  readonly reason: Reason;
  readonly requestId?: string;
  readonly temporary: boolean;
  /** In seconds. */
  readonly retryAfter?: number;
  /** In bytes. Only with reason `quota`. */
  readonly usedBytes?: number;
  /** In bytes. Only with reason `quota`. */
  readonly quotaBytes?: number;
}

/** The sentence for each reason. */
export type Details = Readonly<Record<Reason, string>>;

/** The sentences that clients read by default. */
export const DETAILS: Details = {
  capacity: 'The server has no room to store this right now.',
  quota: 'The storage allotted to this account is used up.',
};

/** Options of serializeStorageExhausted. All are optional. */
export interface SerializeOptions {
  /** The request id. Ignored unless it has 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -`. */
  readonly requestId?: string | undefined;
  /** The problem type, a URI. Default: `about:blank`. */
  readonly type?: string | undefined;
  /** The sentence for each reason. */
  readonly detail?: Details | undefined;
}

/**
 * Returns the public document of an error: a plain object with members that are allow-listed and checked. Never throws, whatever
 * values the error has.
 */
export function serializeStorageExhausted(
  error: StorageExhaustedError,
  options: SerializeOptions = {},
): StorageExhaustedDocument {
  const requestId = parseRequestId(options.requestId);
  return createDocument({ error, ...publicFacts(error), requestId }, options);
}

/** The facts that a document shows. All are checked, except the error. */
interface DocumentFacts extends PublicFacts {
  readonly error: object;
  readonly requestId: string | undefined;
}

/** Returns the document for checked facts. Never throws. */
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
