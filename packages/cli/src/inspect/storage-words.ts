import type { RecordedAnswer } from './exchange.ts';
import { shorten } from './shorten.ts';

/** Words of systems, databases and services that are out of storage. */
const STORAGE_WORDS =
  /\b(?:ENOSPC|EDQUOT|SQLITE_FULL|XMinioStorageFull|no space left on device|(?:not enough|out of) (?:disk |storage )?space|(?:disk|database|storage|volume)(?: or disk)?(?: is)? (?:full|exhausted)|(?:disk|storage) quota (?:is )?(?:exceeded|used up)|insufficient[ _]storage|quota-not-exceeded|sufficient-disk-space)\b|<Code>QuotaExceeded</i;

/** Returns the words in an answer that say that storage is exhausted, or undefined. */
export function storageWords({ body, reason }: RecordedAnswer): string | undefined {
  const words = STORAGE_WORDS.exec(body.text)?.[0] ?? STORAGE_WORDS.exec(reason)?.[0];
  return words && shorten(words);
}
