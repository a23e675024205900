import {
  createResponder,
  type ExhaustedEvent,
  type RecognitionRule,
  type Reply,
  type RequestFacts,
} from '@http507/core';
import { createApplyProfile } from '@http507/core/profiles';

import { channel } from './channel.ts';
import type { FetchOptions } from './fetch-options.ts';
import { createLog, logRuleError } from './log.ts';

const publishAnswer = channel<ExhaustedEvent>('http507:answer');
const publishExhausted = channel<ExhaustedEvent>('http507:exhausted');
const publishRuleError = channel<{ error: unknown; rule: RecognitionRule }>('http507:rule-error');

/**
 * Returns the reply to a failed request and reports to the operator. Returns undefined without doing anything if the thrown value is
 * not about storage.
 *
 * @param facts - called only if the thrown value is about storage
 */
export type Answer<Request> = (thrown: unknown, facts: () => RequestFacts<Request>) => Reply | undefined;

/**
 * Returns the function that all others of this package are built on.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createAnswer<Request>(options: FetchOptions<Request> = {}): Answer<Request> {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError('options must be an object');
  }
  const { logger = true, profile, ...responderOptions } = options;
  if (typeof logger !== 'boolean') {
    throw new TypeError('options.logger must be a boolean; use options.onExhausted to log elsewhere');
  }
  const responder = createResponder(responderOptions, {
    onRuleError(error, rule) {
      publishRuleError({ error, rule });
      if (logger) logRuleError(error);
    },
    applyProfile: profile === undefined ? undefined : createApplyProfile(profile),
  });
  const log = logger ? createLog() : undefined;
  return (thrown, getFacts) => {
    const error = responder.recognize(thrown);
    if (!error) return undefined;
    const facts = getFacts();
    const described = responder.describe(error, facts);
    const reply = responder.reply(described, facts);
    const event = { ...described, status: reply.status };
    publishAnswer(event);
    // Before the response, because no event reports when it has been sent, and a worker may be stopped right after that.
    publishExhausted(event);
    log?.(event);
    responder.report(event);
    return reply;
  };
}
