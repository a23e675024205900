import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Imports the version of a dependency that an example service uses. */
export async function load(example, dependency) {
  const require = createRequire(new URL(`../../../examples/${example}/package.json`, import.meta.url));
  const module = await import(pathToFileURL(require.resolve(dependency)).href);
  return module.default ?? module;
}
