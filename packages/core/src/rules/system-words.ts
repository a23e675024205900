import type { Kind, StorageFacts } from '../facts.ts';
import { QUOTA } from './quota.ts';

/** Returns the facts of a message that ends with the system's words (strerror) for `ENOSPC` or `EDQUOT`. */
export function readSystemWords(complaint: string, kind: Kind): StorageFacts | undefined {
  // Only at its end, because the text before may be a name chosen by a user.
  if (/: No space left on device\n?$/.test(complaint)) return { kind };
  return /: Disk quota exceeded\n?$/.test(complaint) ? QUOTA : undefined;
}
