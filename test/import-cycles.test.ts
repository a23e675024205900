import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

const PACKAGES = join(import.meta.dirname, '..', 'packages');

/** The source files of every package, each with the files that it imports, including types. */
const imports = new Map(
  readdirSync(PACKAGES)
    .flatMap((name) => sourcesIn(join(PACKAGES, name, 'src')))
    .map((file) => [file, importsOf(file)] as const),
);

test('no source file imports itself through other files', () => {
  expect(imports.size).toBeGreaterThan(100);
  expect([...imports.values()].flat().filter((file) => !imports.has(file))).toEqual([]);
  expect([...imports.keys()].map(findCycle).filter(Boolean)).toEqual([]);
});

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test)\.ts$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    // A package without sources.
    return [];
  }
}

function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+\.ts)'/g);
  return [...found].map(([, path]) => join(dirname(file), path as string));
}

/** Returns the shortest import cycle of a file, or undefined if there is none. */
function findCycle(start: string): string | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of imports.get(way.at(-1) as string) ?? []) {
      if (next === start) return [...way, start].map((file) => relative(PACKAGES, file)).join(' > ');
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}
