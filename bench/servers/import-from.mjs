import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Imports a dependency of a workspace package, in the version that the adapter is tested with. */
export function importFrom(name, dependency) {
  return import(pathToFileURL(requireOf(name).resolve(dependency)).href);
}

/** Returns the version of a dependency of a workspace package. */
export function versionFrom(name, dependency) {
  return requireOf(name)(`${dependency}/package.json`).version;
}

function requireOf(name) {
  return createRequire(new URL(`../../packages/${name}/package.json`, import.meta.url));
}
