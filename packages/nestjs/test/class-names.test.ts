import { createRequire } from 'node:module';

import { expect, test } from 'vitest';

// The built package: the bundler renames classes that refer to themselves, and Nest logs the names of modules.
const [esm, cjs]: readonly string[] = ['../dist/index.js', '../dist/index.cjs'];
const FORMATS: Readonly<Record<string, object>> = {
  ESM: await import(esm as string),
  CJS: createRequire(import.meta.url)(cjs as string),
};

test.each(Object.entries(FORMATS))('every class has the name of its export in %s', (_format, exported) => {
  const classes = Object.entries(exported).filter(([, value]) => /^class\b/.test(String(value)));
  expect(classes.map(([name]) => name)).toContain('StorageGuardModule');
  expect(classes.map(([, value]) => value.name)).toEqual(classes.map(([name]) => name));
});
