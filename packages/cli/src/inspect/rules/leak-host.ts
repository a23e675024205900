import { findInLines, isStack } from '../leak-lines.ts';
import type { Rule } from '../rule.ts';

/** A private address (RFC 1918, RFC 4193), or a name that no public server has. */
const HOST =
  /(?<![\w.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?::\d{1,5})?(?![\w.]\d)|\bf[cd][0-9a-f]{2}:(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}\b|\b(?:localhost|127\.0\.0\.1):\d{1,5}\b|\b[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?\.(?:internal|intranet|local|lan|corp|svc|localdomain)\b(?::\d{1,5})?|\bip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b/i;

/** The name or the address of an internal host. */
export const leakHost: Rule = {
  id: 'leak.host',
  severity: 'error',
  what: 'The answer exposes an internal host.',
  why: 'It tells an attacker the inside of the network. It helps no client.',
  source: 'RFC 9457, section 5',
  mend: 'Do not send messages of upstream errors, and remove headers that name hosts.',
  find: (recording) => findInLines(recording, (line) => (isStack(line) ? undefined : HOST.exec(line)?.[0])),
};
