import { describe } from 'vitest';

/** Describes tests. If there is a reason not to run them, skips them and adds the reason to the title. */
export function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${reason})`, tests);
}
