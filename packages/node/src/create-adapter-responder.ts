import { channel } from 'node:diagnostics_channel';

import { createResponder, type OnRuleError, type Responder, type ResponderOptions } from '@http507/core';

import { expectOptions } from './expect-options.ts';
import { createReporter, type Report } from './reporter.ts';

/** What an adapter for Node can be told, every member optional. */
export interface AdapterOptions<Request = unknown> extends ResponderOptions<Request> {
  /** `false` logs nothing; `onExhausted` and the diagnostics channel `http507:exhausted` still tell. */
  readonly logger?: boolean | undefined;
}

/** A responder, and the way to tell the operator. */
export interface AdapterResponder<Request> {
  readonly responder: Responder<Request>;
  readonly report: Report;
}

const ruleErrors = channel('http507:rule-error');

const publishRuleError: OnRuleError = (error, rule) => ruleErrors.publish({ error, rule });

/**
 * Returns the responder for an adapter's options, and the way to tell the operator. What a rule of the user's throws goes to
 * the diagnostics channel `http507:rule-error`, once for each rule.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function createAdapterResponder<Request>(
  options: AdapterOptions<Request> = {},
): AdapterResponder<Request> {
  expectOptions(options);
  const { logger = true, ...responderOptions } = options;
  if (typeof logger !== 'boolean') {
    throw new TypeError('options.logger must be a boolean; to log elsewhere, there is options.onExhausted');
  }
  const responder = createResponder(responderOptions, { onRuleError: publishRuleError });
  return { responder, report: createReporter(responder, logger) };
}
