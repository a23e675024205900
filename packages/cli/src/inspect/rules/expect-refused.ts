import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** An upload that was asked for and then refused unread. */
export const expectRefused: Rule = {
  id: 'expect.refused',
  severity: 'warning',
  what: 'The server asks for the body with 100 Continue, and then refuses the upload without reading it.',
  why: 'A client that expects 100 Continue wants to know before it sends. A server that can decide by the headers must answer at once; otherwise the client sends the body in vain.',
  source: 'RFC 9110, section 10.1.1',
  mend: 'Send 100 Continue only when the body is first read. In Node, use `lazyContinue(server)` of an http507 adapter. Some proxies answer 100 Continue themselves.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer }) => {
        return (
          request.manner === 'expects-continue' && answer.interim.includes(100) && answer.sentBytes === 0
        );
      })
      .map((exchange) => evidenceOf(exchange, `100 Continue, then ${exchange.answer.status}`)),
};
