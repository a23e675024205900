import { findInLines, isStack } from '../leak-lines.ts';
import type { Rule } from '../rule.ts';

/** A stack trace. */
export const leakStack: Rule = {
  id: 'leak.stack',
  severity: 'error',
  what: 'The answer exposes a stack trace.',
  why: 'It tells an attacker the code, its libraries and their versions. It helps no client.',
  source: 'RFC 9457, section 5',
  mend: 'Run the framework in production mode (`NODE_ENV=production`), and log the stack instead of sending it.',
  find: (recording) => findInLines(recording, (line) => (isStack(line) ? line.trim() : undefined)),
};
