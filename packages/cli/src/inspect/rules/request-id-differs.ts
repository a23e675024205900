import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { bodyId, headerId } from '../request-id-of.ts';
import type { Rule } from '../rule.ts';

/** Two ids for one request. */
export const requestIdDiffers: Rule = {
  id: 'request-id.differs',
  severity: 'error',
  what: 'The request id in the header differs from the one in the body.',
  why: 'The client reports one of them, and the log may have the other.',
  source: 'RFC 9457, section 3.1.5',
  mend: 'Use one id. If a proxy sets the header, let the service take it over.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const header = headerId(exchange.answer);
      const body = bodyId(exchange.answer);
      if (!header || !body || header.id === body) return [];
      return [evidenceOf(exchange, `${header.name}: ${header.id}, and ${body} in the body`)];
    }),
};
