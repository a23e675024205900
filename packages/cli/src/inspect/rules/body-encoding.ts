import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** A body that cannot be decoded. */
export const bodyEncoding: Rule = {
  id: 'body.encoding',
  severity: 'error',
  what: 'The body is not encoded as its Content-Encoding says.',
  why: 'Clients such as fetch and axios fail on the body, so nobody sees the status. Usually the header describes the response that failed.',
  source: 'RFC 9110, section 8.4',
  mend: 'Remove the Content-Encoding of the failed response before you send the 507.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const { encodingFault } = exchange.answer.body;
      if (encodingFault === undefined) return [];
      const encoding = headerOf(exchange.answer, 'content-encoding');
      return [evidenceOf(exchange, `Content-Encoding: ${encoding}, but ${encodingFault}`)];
    }),
};
