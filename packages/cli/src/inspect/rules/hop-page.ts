import { aboutStorage } from '../about-storage.ts';
import { pageOf } from '../answered-by.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** The error page of a proxy. */
export const hopPage: Rule = {
  id: 'hop.page',
  severity: 'warning',
  what: 'The body is the error page of a proxy or web server, not an answer of the service.',
  why: 'A proxy that replaces the answer loses the reason, the request id and Retry-After. If it replaces the status too, clients do not even see a 507.',
  source: 'RFC 9110, section 7.7',
  mend: 'Let the proxy pass error responses on: `proxy_intercept_errors off` in nginx, `ProxyErrorOverride Off` in Apache httpd. If the proxy failed by itself, read its log.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const product = pageOf(exchange.answer);
      return product ? [evidenceOf(exchange, `The page of ${product}`)] : [];
    }),
};
