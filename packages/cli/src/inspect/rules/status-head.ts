import { aboutStorage, isAnswered } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** HEAD answered with another status than GET. */
export const statusHead: Rule = {
  id: 'status.head',
  severity: 'warning',
  what: 'HEAD is answered with another status than GET.',
  why: 'HEAD is GET without content. A client that checks with HEAD is told something else than one that asks with GET.',
  source: 'RFC 9110, section 9.3.2',
  mend: 'Route HEAD to the handler of GET, with the same error handling.',
  find(recording) {
    const get = aboutStorage(recording).find(({ request }) => request.method === 'GET');
    if (!get) return [];
    return recording.exchanges
      .filter(isAnswered)
      .filter(({ request, answer }) => request.method === 'HEAD' && answer.status !== get.answer.status)
      .map((exchange) => evidenceOf(exchange, `${exchange.answer.status} instead of ${get.answer.status}`));
  },
};
