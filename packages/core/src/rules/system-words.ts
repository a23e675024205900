import type { Kind, StorageFacts } from '../facts.ts';
import { QUOTA } from './quota.ts';

/** Returns the facts of a message that ends with the system's words (strerror) for `ENOSPC` or `EDQUOT`. */
export function readSystemWords(complaint: string, kind: Kind): StorageFacts | undefined {
  // Only at its end, because the text before may be a name chosen by a user.
  const [, words] = /: (No space left on device|Disk quota exceeded)\n?$/.exec(complaint) ?? [];
  if (words === undefined) return undefined;
  return words.startsWith('Disk') ? QUOTA : { kind };
}
