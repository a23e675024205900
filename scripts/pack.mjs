// Part of `npm run release:dry`. Packs every published package into .release, or into the given folder, and lists the contents.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { pack } from './matrix/pack.mjs';
import { ROOT } from './matrix/packages.mjs';

const folder = resolve(process.argv[2] ?? join(ROOT, '.release'));
mkdirSync(folder, { recursive: true });
// Tarballs of an earlier run must not be published.
for (const name of readdirSync(folder)) if (name.endsWith('.tgz')) rmSync(join(folder, name));

for (const tarball of Object.values(await pack(folder))) {
  console.log(`${basename(tarball)} ${statSync(tarball).size} bytes`);
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files.sort()) console.log(`  ${file.replace(/^package\//, '')}`);
}
