import { createResponder, type Reply, type RequestFacts } from '@http507/core';

import type { FetchOptions } from './fetch-options.ts';
import { createLog, logRuleError } from './log.ts';

/**
 * Returns the reply to a failed request and tells the operator of it, or returns undefined, and has done nothing, when what
 * was thrown is not about storage.
 *
 * @param facts - called only when what was thrown is about storage
 */
export type Answer<Request> = (thrown: unknown, facts: () => RequestFacts<Request>) => Reply | undefined;

/**
 * Returns the function that every other of this package is made of.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createAnswer<Request>(options: FetchOptions<Request> = {}): Answer<Request> {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError('options must be an object');
  }
  const { logger = true, ...responderOptions } = options;
  if (typeof logger !== 'boolean') {
    throw new TypeError('options.logger must be a boolean; to log elsewhere, there is options.onExhausted');
  }
  const responder = createResponder(responderOptions, logger ? { onRuleError: logRuleError } : {});
  const log = logger ? createLog() : undefined;
  return (thrown, getFacts) => {
    const error = responder.recognize(thrown);
    if (!error) return undefined;
    const facts = getFacts();
    const event = responder.describe(error, facts);
    // Before the response, because nothing tells when it has been sent, and a worker may be stopped as soon as it is.
    log?.(event);
    responder.report(event);
    return responder.reply(event, facts);
  };
}
