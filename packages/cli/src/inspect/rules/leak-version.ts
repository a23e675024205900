import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Headers that name software. */
const HEADERS = ['server', 'x-powered-by', 'via', 'x-aspnet-version', 'x-aspnetmvc-version', 'x-generator'];

/** A product with its version. Not the version of the protocol. */
const PRODUCT = /\b(?!HTTP\/)[A-Za-z][\w.+-]{0,50}[/ ]v?\d+\.\d[\w.+-]{0,30}|^\d+\.\d+\.\d[\w.]*$/i;

/** Products whose own error pages name their version. */
const IN_BODY =
  /\b(?:nginx|openresty|Apache|Apache Tomcat|Jetty|Varnish|Werkzeug|Python|PHP|Node\.js|OpenSSL|MinIO|PostgreSQL|MySQL|MariaDB|Redis|squid)[/ ]v?\d+\.\d[\w.+-]{0,30}/;

/** A version of the software in use. */
export const leakVersion: Rule = {
  id: 'leak.version',
  severity: 'warning',
  what: 'The answer exposes the version of the software.',
  why: 'It tells an attacker which known vulnerabilities to try.',
  source: 'RFC 9110, section 10.2.4',
  mend: 'Turn versions off: `server_tokens off` in nginx, `ServerTokens Prod` in Apache httpd, `app.disable("x-powered-by")` in Express.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) =>
      versionsIn(exchange.answer).map((found) => evidenceOf(exchange, found)),
    ),
};

function versionsIn(answer: RecordedAnswer): string[] {
  const inHeaders = HEADERS.flatMap((name) => {
    const value = headerOf(answer, name) ?? '';
    return PRODUCT.test(value) ? [`${name}: ${value}`] : [];
  });
  const inBody = IN_BODY.exec(answer.body.text.slice(0, 10_000))?.[0];
  return inBody === undefined ? inHeaders : [...inHeaders, `${inBody} in the body`];
}
