import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Chunks for an HTTP/1.0 client. */
export const framingHttp10: Rule = {
  id: 'framing.http10',
  severity: 'error',
  what: 'An HTTP/1.0 client gets a chunked body.',
  why: 'HTTP/1.0 has no chunks: the client reads their lengths as content. nginx speaks HTTP/1.0 to upstream servers by default.',
  source: 'RFC 9112, section 6.1',
  mend: 'Send a Content-Length, or close the connection after the body.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request }) => request.protocol === 'HTTP/1.0')
      .flatMap((exchange) => {
        const encoding = headerOf(exchange.answer, 'transfer-encoding');
        return encoding ? [evidenceOf(exchange, `Transfer-Encoding: ${encoding}`)] : [];
      }),
};
