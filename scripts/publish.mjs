// Publishes the tarballs in .release that the registry does not have yet, so that a failed release can be repeated. With `--check`, only
// lists them. Passes other arguments to npm. Needs only Node and npm, because the job that may publish installs nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { PACKAGES, ROOT, tarballOf } from './matrix/packages.mjs';

const args = process.argv.slice(2);
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

for (const { manifest } of inOrder(PACKAGES)) {
  const { name, version } = manifest;
  if (await isPublished(name, version)) console.log(`${name}@${version} is published`);
  else if (args.includes('--check')) console.log(`${name}@${version} will be published`);
  else publish(name, version);
}

/** Orders packages after their dependencies, so that each can be installed as soon as it is published. */
function inOrder(packages) {
  const ordered = [];
  const add = (entry) => {
    if (ordered.includes(entry)) return;
    for (const name of Object.keys(entry.manifest.dependencies ?? {})) {
      const needed = packages.find(({ manifest }) => manifest.name === name);
      if (needed) add(needed);
    }
    ordered.push(entry);
  };
  for (const entry of packages) add(entry);
  return ordered;
}

async function isPublished(name, version) {
  const { status } = await fetch(`${registry.replace(/\/?$/, '/')}${name.replace('/', '%2f')}/${version}`);
  // Any other status does not tell whether the version exists.
  if (status !== 200 && status !== 404) throw new Error(`The registry answered ${status} for ${name}`);
  return status === 200;
}

function publish(name, version) {
  if (version === '0.0.0') throw new Error(`${name} has no version yet: see docs/releasing.md`);
  const tarball = join(ROOT, '.release', tarballOf(name, version));
  // Each publishConfig sets access and provenance.
  execFileSync('npm', ['publish', tarball, ...args], { stdio: 'inherit' });
}
