import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** An answer without a body. */
export const bodyMissing: Rule = {
  id: 'body.missing',
  severity: 'warning',
  what: 'The answer has no body.',
  why: 'A server error should carry an explanation, and say whether it is temporary. Without a body, a person sees a blank page or the error page of the browser.',
  source: 'RFC 9110, section 15.6',
  mend: 'Send a body that says that there is no room, and whether that is temporary.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer: { body } }) => request.method !== 'HEAD' && body.bytes === 0)
      .filter(({ answer: { body } }) => body.end === 'complete')
      .map((exchange) => evidenceOf(exchange, `${exchange.answer.status} without a body`)),
};
