import type { Kind, StorageFacts } from '../facts.ts';
import { QUOTA } from './quota.ts';

/** Returns what a complaint tells that ends with the system's words (strerror) for `ENOSPC` or `EDQUOT`. */
export function readSystemWords(complaint: string, kind: Kind): StorageFacts | undefined {
  // At its end only, because what stands before may be a name that a user has chosen.
  const [, words] = /: (No space left on device|Disk quota exceeded)\n?$/.exec(complaint) ?? [];
  if (words === undefined) return undefined;
  return words.startsWith('Disk') ? QUOTA : { kind };
}
