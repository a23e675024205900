import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CACHE = join(ROOT, 'node_modules/.cache/http507-matrix');

/** Every published package: its name without the scope, its folder and its package.json. */
export const PACKAGES = readdirSync(join(ROOT, 'packages'))
  .map((name) => ({ name, folder: join(ROOT, 'packages', name) }))
  .map((entry) => ({ ...entry, manifest: readJson(join(entry.folder, 'package.json')) }))
  .filter(({ manifest }) => !manifest.private);

/** Returns the name of the file that a package is packed into. */
export function tarballOf(name, version) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
