import { describe } from 'vitest';

/** Describes tests, or, with a reason, skips them and says why in their title. */
export function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${reason})`, tests);
}
