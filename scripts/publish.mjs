// Publishes what scripts/pack.mjs has packed into .release, but for what the registry has: a release that broke off can be run again.
// With `--check` it only tells; other arguments go to npm. It needs Node and npm alone: the job that may publish installs nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { PACKAGES, ROOT, tarballOf } from './matrix/packages.mjs';

const args = process.argv.slice(2);
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

for (const { manifest } of inOrder(PACKAGES)) {
  const { name, version } = manifest;
  if (await isPublished(name, version)) console.log(`${name}@${version} is published`);
  else if (args.includes('--check')) console.log(`${name}@${version} is to be published`);
  else publish(name, version);
}

/** Each package after those that it depends on: what is published can be installed at once. */
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
  // Anything else, taken for an answer, would publish twice or not at all.
  if (status !== 200 && status !== 404) throw new Error(`The registry answers ${status} for ${name}`);
  return status === 200;
}

function publish(name, version) {
  if (version === '0.0.0') throw new Error(`${name} has no version yet: see docs/releasing.md`);
  const tarball = join(ROOT, '.release', tarballOf(name, version));
  // Access and provenance are in each publishConfig.
  execFileSync('npm', ['publish', tarball, ...args], { stdio: 'inherit' });
}
