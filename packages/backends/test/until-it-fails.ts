/** Repeats an operation until it throws or rejects; gives up, without a word, after more than any small volume holds. */
export async function untilItFails(operation: (attempt: number) => unknown): Promise<void> {
  for (let attempt = 0; attempt < 20_000; attempt += 1) await operation(attempt);
}
