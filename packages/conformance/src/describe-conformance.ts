import { describe, expect, test } from 'vitest';

import { CASES } from './cases.ts';
import { isOrBeginsWith, reasonToSkip } from './reason-to-skip.ts';
import type { Subject } from './subject.ts';

/** Declares one test per case for a subject, and one that checks the major version of its framework. */
export function describeConformance(subject: Subject, major: number): void {
  describe(`${subject.name} conforms`, () => {
    test(`it is major ${major}`, () => {
      expect(subject.version).toMatch(new RegExp(`^${major}\\.`));
    });

    for (const conformanceCase of CASES) {
      const { id, must, check } = conformanceCase;
      const title = `${id}: ${must}`;
      const missing = reasonToSkip(conformanceCase, subject);
      const exception = subject.exceptions[id];
      if (missing) test.skip(`${title} (skipped: ${missing})`);
      // A listed exception must fail. It fails the run as soon as it passes.
      else if (exception) test.fails(`${title} (exception: ${exception})`, () => check(subject));
      else test(title, () => check(subject));
    }

    test('it lists no exception for a case that does not exist', () => {
      expect(CASES.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(subject.exceptions)));
      for (const name of Object.keys(subject.lacks ?? {})) {
        expect(CASES.some(({ id }) => isOrBeginsWith(id, name))).toBe(true);
      }
    });
  });
}
