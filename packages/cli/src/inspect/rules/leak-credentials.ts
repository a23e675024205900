import { findInLines } from '../leak-lines.ts';
import type { Rule } from '../rule.ts';

/** A URL with a password, a key of a cloud or a code host, a token, a private key, or a setting with such a name. */
const CREDENTIALS =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{1,100}:[^\s/@"'<>]{1,200}@|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bBearer [\w.~+/-]{16,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----|\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|client[_-]?secret|secret[_-]?access[_-]?key)["']?\s?[:=]\s?["']?[^\s"'&,;<>]{4,100}/i;

/** In characters. Not even the finding may repeat a secret. */
const SHOWN = 12;

/** A password, a key or a token. */
export const leakCredentials: Rule = {
  id: 'leak.credentials',
  severity: 'error',
  what: 'The answer exposes credentials.',
  why: 'Whoever reads the answer or a log of it can use them.',
  source: 'RFC 9457, section 5; RFC 9110, section 17.9',
  mend: 'Replace the credentials now, because they are known. Do not send messages of drivers, which may contain connection strings.',
  find: (recording) => findInLines(recording, (line) => CREDENTIALS.exec(line)?.[0], SHOWN),
};
