import { channel } from 'node:diagnostics_channel';

import { createResponder, type OnRuleError, type Responder, type ResponderOptions } from '@http507/core';
import { createApplyProfile, type ProfileOption } from '@http507/core/profiles';

import { expectOptions } from './expect-options.ts';
import { createReporter, type Report } from './reporter.ts';

/** Options of the adapters for Node. All are optional. */
export interface AdapterOptions<Request = unknown> extends ResponderOptions<Request> {
  /** `false` turns logging off. `onExhausted` and the diagnostics channel `http507:exhausted` still get every event. */
  readonly logger?: boolean | undefined;
  /**
   * Answers in the words of a protocol: `'webdav'`, `'s3'`, `'git-lfs'`, `'tus'`, a profile of your own, or a function that returns one for a request.
   * By default clients get JSON or another format that they accept.
   */
  readonly profile?: ProfileOption<Request> | undefined;
}

/** A responder and the function that reports to the operator. */
export interface AdapterResponder<Request> {
  readonly responder: Responder<Request>;
  readonly report: Report;
}

const ruleErrors = channel('http507:rule-error');

const publishRuleError: OnRuleError = (error, rule) => ruleErrors.publish({ error, rule });

/**
 * Returns the responder for an adapter's options and the function that reports to the operator. Errors thrown by the user's
 * rules are published to the diagnostics channel `http507:rule-error`, once per rule.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createAdapterResponder<Request>(
  options: AdapterOptions<Request> = {},
): AdapterResponder<Request> {
  expectOptions(options);
  const { logger = true, profile, ...responderOptions } = options;
  if (typeof logger !== 'boolean') {
    throw new TypeError('options.logger must be a boolean; use options.onExhausted to log elsewhere');
  }
  const responder = createResponder(responderOptions, {
    onRuleError: publishRuleError,
    applyProfile: profile === undefined ? undefined : createApplyProfile(profile),
  });
  return { responder, report: createReporter(responder, logger) };
}
