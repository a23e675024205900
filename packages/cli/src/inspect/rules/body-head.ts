import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** A HEAD answered with content. */
export const bodyHead: Rule = {
  id: 'body.head',
  severity: 'error',
  what: 'The answer to HEAD has content.',
  why: 'A client reads the content as the beginning of the next answer on the connection.',
  source: 'RFC 9110, section 9.3.2',
  mend: 'Send the headers of GET without the body.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer }) => request.method === 'HEAD' && answer.extraBytes > 0)
      .map((exchange) => evidenceOf(exchange, `${exchange.answer.extraBytes} bytes after the headers`)),
};
