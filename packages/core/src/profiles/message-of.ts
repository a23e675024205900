import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';

/** Returns one line for a person: the detail and, where known, the usage and when to try again. */
export function messageOf(document: StorageExhaustedDocument): string {
  const { detail, usedBytes, quotaBytes, retryAfter } = document;
  const usage = quotaBytes === undefined ? '' : ` Used: ${usedBytes} of ${quotaBytes} bytes.`;
  const retry = retryAfter === undefined ? '' : ` Try again in ${retryAfter} seconds.`;
  return `${detail}${usage}${retry}`;
}
