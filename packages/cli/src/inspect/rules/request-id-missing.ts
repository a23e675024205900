import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { bodyId, headerId } from '../request-id-of.ts';
import type { Rule } from '../rule.ts';

/** An answer without a request id. */
export const requestIdMissing: Rule = {
  id: 'request-id.missing',
  severity: 'warning',
  what: 'The answer has no request id.',
  why: 'A client that reports the error cannot say which one, and nobody finds it in the logs.',
  source: 'RFC 9457, section 3.1.5',
  mend: 'Send the id that you log, for example in `X-Request-Id`, and repeat it in the body.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer }) => request.method !== 'HEAD' && !headerId(answer) && !bodyId(answer))
      .map((exchange) => evidenceOf(exchange, 'Neither a header nor the body has one')),
};
