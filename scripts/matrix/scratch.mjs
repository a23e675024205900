import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { GENERATIONS, TYPES } from './frameworks.mjs';
import { install } from './install.mjs';
import { pack } from './pack.mjs';

/**
 * Returns functions for the tarballs and the projects that use them. Each is created on first use.
 *
 * @param folder - a temporary folder
 */
export function createScratch(folder) {
  const once = new Map();
  const make = (key, create) => {
    if (!once.has(key)) once.set(key, create());
    return once.get(key);
  };
  const tarballs = () => make('tarballs', () => pack(join(folder, 'tarballs')));
  return {
    folder,
    tarballs,
    /** Resolves to the folder of a project with all packages and the newest or the oldest frameworks. */
    project: (generation) =>
      make(generation, async () => {
        const project = join(folder, generation);
        await install(project, { ...GENERATIONS[generation], ...TYPES[generation] }, await tarballs());
        cpSync(fileURLToPath(new URL('apps', import.meta.url)), join(project, 'apps'), { recursive: true });
        return project;
      }),
    /** Resolves to the folder of a project with only these packages and their dependencies. */
    alone: (...names) =>
      make(names.join(), async () => {
        const project = join(folder, names.join('+').replaceAll('@http507/', ''));
        const all = await tarballs();
        await install(project, {}, Object.fromEntries(names.map((name) => [name, all[name]])));
        return project;
      }),
  };
}
