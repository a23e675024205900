/** Repeats an operation until it throws or rejects. Resolves after 20,000 attempts, more than fill any small volume. */
export async function untilItFails(operation: (attempt: number) => unknown): Promise<void> {
  for (let attempt = 0; attempt < 20_000; attempt += 1) await operation(attempt);
}
