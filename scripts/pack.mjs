// `npm run release:dry`: packs every published package as built and lists what is in each. Into .release, or the folder that is named.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { pack } from './matrix/pack.mjs';
import { ROOT } from './matrix/packages.mjs';

const folder = resolve(process.argv[2] ?? join(ROOT, '.release'));
mkdirSync(folder, { recursive: true });
// What an earlier run has left is not to be published.
for (const name of readdirSync(folder)) if (name.endsWith('.tgz')) rmSync(join(folder, name));

for (const tarball of Object.values(await pack(folder))) {
  console.log(`${basename(tarball)} ${statSync(tarball).size} bytes`);
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files.sort()) console.log(`  ${file.replace(/^package\//, '')}`);
}
