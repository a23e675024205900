import { createBodies } from './body.ts';
import { callAndForget } from './call-and-forget.ts';
import { createEvent, type ExhaustedEvent } from './exhausted-event.ts';
import { negotiate } from './negotiate.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { type OnRuleError, recognize } from './recognize.ts';
import { createReply, type Reply } from './reply.ts';
import type { RequestFacts } from './request-facts.ts';
import { requestIdOf } from './request-id.ts';
import { checkOptions, type ResponderOptions } from './responder-options.ts';
import { createDocument, type StorageExhaustedDocument } from './serialize-storage-exhausted.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** The way from a thrown value to a reply, for adapters. None of its functions throws. */
export interface Responder<Request = unknown> {
  /** Returns the StorageExhaustedError that a thrown value amounts to, or undefined: not ours, pass it on. */
  recognize(thrown: unknown): StorageExhaustedError | undefined;
  /** Returns what the operator learns of a failed request; it holds the request id that the reply will carry. */
  describe(error: StorageExhaustedError, facts: RequestFacts<Request>): ExhaustedEvent;
  /** Returns what a client learns, where it is not to be told through an HTTP response. */
  document(event: ExhaustedEvent): StorageExhaustedDocument;
  /** Returns the reply to write. */
  reply(event: ExhaustedEvent, facts: RequestFacts<Request>): Reply;
  /** Hands the event to `onExhausted`. To be called once the reply is written. */
  report(event: ExhaustedEvent): void;
}

/** What an adapter does for a responder, every member optional. */
export interface ResponderHooks {
  /**
   * Called with what a rule of the option `recognize` threw, once for each rule: it would throw again for every error.
   * It is not awaited, and what it throws or rejects with is dropped.
   */
  readonly onRuleError?: OnRuleError | undefined;
}

/**
 * Returns a responder: what an adapter needs to know of HTTP 507.
 *
 * @param hooks - for adapters; a user has options alone
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createResponder<Request = unknown>(
  options: ResponderOptions<Request> = {},
  { onRuleError }: ResponderHooks = {},
): Responder<Request> {
  const { type, detail, defaultType, requestId, recognize: rules, onExhausted } = checkOptions(options);
  const document = (event: ExhaustedEvent): StorageExhaustedDocument =>
    createDocument(event, { type, detail });
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
      const mediaType = negotiate(facts.accept, defaultType);
      return createReply(bodyOf(event, mediaType), mediaType, event, facts);
    },
    report(event) {
      if (onExhausted) callAndForget(onExhausted, event);
    },
  };
}
