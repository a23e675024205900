import { join } from 'node:path';

import { findPnpm } from '../pnpm.mjs';
import { PACKAGES, ROOT, tarballOf } from './packages.mjs';
import { run } from './run.mjs';

/** Packs every built package into a folder. Resolves to the paths of the tarballs by package name. */
export async function pack(folder) {
  const [command, ...first] = findPnpm();
  const filters = PACKAGES.flatMap(({ manifest }) => ['--filter', manifest.name]);
  // With pnpm, which replaces `workspace:` by versions.
  const { code, output } = await run(command, [...first, ...filters, 'pack', '--pack-destination', folder], {
    cwd: ROOT,
  });
  if (code !== 0) throw new Error(`pnpm pack: ${output}`);
  return Object.fromEntries(
    PACKAGES.map(({ manifest: { name, version } }) => [name, join(folder, tarballOf(name, version))]),
  );
}
