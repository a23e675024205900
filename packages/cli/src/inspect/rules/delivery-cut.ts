import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** An answer that breaks off. */
export const deliveryCut: Rule = {
  id: 'delivery.cut',
  severity: 'error',
  what: 'The answer breaks off.',
  why: 'Clients must treat an incomplete body as an error. Most report a broken connection and forget the status.',
  source: 'RFC 9112, section 8',
  mend: 'Send the body completely before you close the connection, and set a Content-Length that is right.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => answer.body.end === 'cut')
      .map((exchange) => evidenceOf(exchange, `The body ends after ${exchange.answer.body.bytes} bytes`)),
};
