import { existsSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { CASES } from './cases.ts';
import { hasCurl } from './clients/curl.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { hasNginx } from './nginx.ts';
import type { Subject } from './subject.ts';

/** Declares one test per case for a subject, and one that its framework is of the major that it says. */
export function describeConformance(subject: Subject, major: number): void {
  describe(`${subject.name} conforms`, () => {
    test(`it is major ${major}`, () => {
      expect(subject.version).toMatch(new RegExp(`^${major}\\.`));
    });

    for (const { id, must, needs, check } of CASES) {
      const title = `${id}: ${must}`;
      const missing = missingFor(subject, needs);
      const exception = subject.exceptions[id];
      if (missing) test.skip(`${title} (skipped: ${missing})`);
      // A listed exception fails the run once it starts to pass.
      else if (exception) test.fails(`${title} (exception: ${exception})`, () => check(subject));
      else test(title, () => check(subject));
    }

    test('it lists no exception for a case that does not exist', () => {
      expect(CASES.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(subject.exceptions)));
    });
  });
}

function missingFor(subject: Subject, needs: ConformanceCase['needs']): string | undefined {
  if (needs === 'http2' && !subject.http2) return `${subject.name} does not serve HTTP/2`;
  if (needs === 'curl' && !hasCurl) return 'curl is not installed';
  if (needs === 'nginx' && !hasNginx) return 'nginx is not installed';
  if (needs === '/dev/full' && !existsSync('/dev/full')) return 'this system has no /dev/full';
  return undefined;
}
