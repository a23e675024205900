import { createBodies } from './body.ts';
import { callAndForget } from './call-and-forget.ts';
import { createEvent, type ExhaustedEvent } from './exhausted-event.ts';
import { MEDIA_TYPES, type MediaType, negotiate } from './negotiate.ts';
import type { ApplyProfile } from './profiles/apply-profile.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { type OnRuleError, recognize } from './recognize.ts';
import { createReply, type Reply } from './reply.ts';
import type { RequestFacts } from './request-facts.ts';
import { requestIdOf } from './request-id.ts';
import { checkOptions, type ResponderOptions } from './responder-options.ts';
import { createDocument, type StorageExhaustedDocument } from './serialize-storage-exhausted.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** Turns thrown values into replies, for adapters. Its functions never throw. */
export interface Responder<Request = unknown> {
  /** Returns the StorageExhaustedError for a thrown value, or undefined if the value is not about storage. */
  recognize(thrown: unknown): StorageExhaustedError | undefined;
  /** Returns the event for the operator. Its request id is that of the reply. */
  describe(error: StorageExhaustedError, facts: RequestFacts<Request>): ExhaustedEvent;
  /** Returns the public document, for clients that are not answered over HTTP. */
  document(event: ExhaustedEvent): StorageExhaustedDocument;
  /** Returns the reply to write. */
  reply(event: ExhaustedEvent, facts: RequestFacts<Request>): Reply;
  /** Calls `onExhausted` with the event. Call this after the reply is written. */
  report(event: ExhaustedEvent): void;
}

/** Callbacks of an adapter. All are optional. */
export interface ResponderHooks<Request = unknown> {
  /**
   * Called when a rule of the `recognize` option throws, once per rule, because the rule would throw again for every error.
   * Not awaited. Errors that it throws or rejects with are ignored.
   */
  readonly onRuleError?: OnRuleError | undefined;
  /** Puts a reply into the words of a protocol: the result of `createApplyProfile` of @http507/core/profiles. */
  readonly applyProfile?: ApplyProfile<Request> | undefined;
}

/**
 * Returns a responder, which does everything about HTTP 507 that does not depend on a framework.
 *
 * @param hooks - callbacks of the adapter; users set options only
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createResponder<Request = unknown>(
  options: ResponderOptions<Request> = {},
  { onRuleError, applyProfile }: ResponderHooks<Request> = {},
): Responder<Request> {
  const settings = checkOptions(options);
  const { defaultType, requestId, recognize: rules, onExhausted } = settings;
  const mediaTypes: readonly MediaType[] = [defaultType, ...MEDIA_TYPES];
  const document = (event: ExhaustedEvent): StorageExhaustedDocument => createDocument(event, settings);
  const bodyOf = createBodies(document);
  const failed = new WeakSet<RecognitionRule>();
  const reportOnce: OnRuleError = (error, rule) => {
    if (failed.has(rule)) return undefined;
    failed.add(rule);
    return onRuleError?.(error, rule);
  };
  return {
    recognize: (thrown) => recognize(thrown, rules, reportOnce),
    describe: (error, facts) => createEvent(error, requestIdOf(facts, requestId), facts),
    document,
    reply(event, facts) {
      const mediaType = negotiate(facts.accept, mediaTypes);
      const reply = createReply(bodyOf(event, mediaType), mediaType, event, facts);
      return applyProfile ? applyProfile(reply, document(event), facts) : reply;
    },
    report(event) {
      if (onExhausted) callAndForget(onExhausted, event);
    },
  };
}
