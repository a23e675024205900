import { findInLines, isStack } from '../leak-lines.ts';
import type { Rule } from '../rule.ts';

/** An absolute path of a file system. Not a link in HTML, and not the path of a URL. */
const PATH =
  /(?<![\w./:-])(?<!(?:href|src|action)=["']?)(?:(?:file:\/\/)?\/(?:boot|dev|etc|home|mnt|opt|private|proc|root|srv|sys|tmp|usr|var|Users|Volumes)\/[^\s"'<>`)\\]{1,200}|[A-Z]:\\{1,2}[^\s"'<>|]{2,200}|\/[^\s"'<>`)]{0,200}\/node_modules\/[^\s"'<>`)]{1,200})/;

/** A path on the server. */
export const leakPath: Rule = {
  id: 'leak.path',
  severity: 'error',
  what: 'The answer exposes a path on the server.',
  why: 'It tells an attacker where files are and how the server is set up. It helps no client.',
  source: 'RFC 9457, section 5',
  mend: "Do not send the error's message. Send a fixed sentence, and log the path.",
  find: (recording) => findInLines(recording, (line) => (isStack(line) ? undefined : PATH.exec(line)?.[0])),
};
