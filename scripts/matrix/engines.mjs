import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import semver from 'semver';

import { readJson } from './packages.mjs';

/** Returns a line for each package of a project whose `engines` exclude a version of Node. */
export function excludedBy(project, version) {
  return manifests(join(project, 'node_modules'))
    .filter(({ engines }) => engines?.node && !semver.satisfies(version, engines.node))
    .map(
      ({ name, version, engines, path }) =>
        `${name}@${version} requires ${engines.node}${viaOf(project, path)}`,
    );
}

function manifests(folder) {
  return folders(folder).flatMap((path) => {
    const manifest = { ...readJson(join(path, 'package.json')), path };
    const nested = readdirSync(path).includes('node_modules') ? manifests(join(path, 'node_modules')) : [];
    return [manifest, ...nested];
  });
}

function folders(folder) {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? folders(join(folder, name)) : [join(folder, name)]));
}

/** Returns the packages that a nested package is installed in. */
function viaOf(project, path) {
  const owners = relative(project, path).split('node_modules/').slice(1, -1);
  return owners.length === 0 ? '' : ` (in ${owners.map((name) => name.replace(/\/$/, '')).join(' > ')})`;
}
