import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerId, REQUEST_ID_HEADERS } from '../request-id-of.ts';
import type { Rule } from '../rule.ts';

/** One id for several requests. */
export const requestIdRepeated: Rule = {
  id: 'request-id.repeated',
  severity: 'error',
  what: 'Several requests have the same request id.',
  why: 'The id does not identify the request, so it finds the wrong line in the log.',
  source: 'RFC 9457, section 3.1.5',
  mend: 'Create a new id for each request that brings none.',
  find(recording) {
    // Then the client has chosen it.
    const given: readonly string[] = [...REQUEST_ID_HEADERS, 'traceparent'];
    if (recording.addedHeaders.some((name) => given.includes(name))) return [];
    const seen = new Set<string>();
    return aboutStorage(recording).flatMap((exchange) => {
      const header = headerId(exchange.answer);
      if (!header) return [];
      if (seen.has(header.id)) return [evidenceOf(exchange, `${header.name}: ${header.id}`)];
      seen.add(header.id);
      return [];
    });
  },
};
