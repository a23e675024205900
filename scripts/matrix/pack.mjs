import { join } from 'node:path';

import { findPnpm } from '../pnpm.mjs';
import { PACKAGES, ROOT, tarballOf } from './packages.mjs';
import { run } from './run.mjs';

/** Packs every package as built into a folder and resolves to the tarballs' paths by the packages' names. */
export async function pack(folder) {
  const [command, ...first] = findPnpm();
  const filters = PACKAGES.flatMap(({ manifest }) => ['--filter', manifest.name]);
  // pnpm, because it puts versions in place of `workspace:`.
  const { code, output } = await run(command, [...first, ...filters, 'pack', '--pack-destination', folder], {
    cwd: ROOT,
  });
  if (code !== 0) throw new Error(`pnpm pack: ${output}`);
  return Object.fromEntries(
    PACKAGES.map(({ manifest: { name, version } }) => [name, join(folder, tarballOf(name, version))]),
  );
}
