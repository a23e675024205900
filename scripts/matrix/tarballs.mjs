import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { PACKAGES, ROOT, readJson } from './packages.mjs';
import { run } from './run.mjs';

const ALWAYS = ['LICENSE', 'README.md', 'package.json'];

/** Checks that each tarball contains what a user needs and nothing else. */
export async function checkTarballs({ check }, { tarballs, folder }) {
  const all = await tarballs();
  for (const { name, folder: source, manifest } of PACKAGES) {
    const unpacked = join(folder, 'unpacked', name);
    mkdirSync(unpacked, { recursive: true });
    const { code, output } = await run('tar', ['-xzf', all[manifest.name], '-C', unpacked]);
    if (code !== 0) throw new Error(output);
    const root = join(unpacked, 'package');
    const files = list(root);

    await check(`${manifest.name} contains exactly the files that it should`, () => {
      const expected = [...ALWAYS, ...reachable(root)];
      const missing = expected.filter((file) => !files.includes(file));
      const superfluous = files.filter((file) => !expected.includes(file));
      if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
      if (superfluous.length > 0) throw new Error(`superfluous: ${superfluous.join(', ')}`);
      return `${files.length} files, ${readFileSync(all[manifest.name]).byteLength} bytes packed`;
    });
    await check(`${manifest.name} contains the build and no tests`, () => {
      for (const file of files.filter((name) => name.startsWith('dist/'))) {
        if (hash(join(source, file)) !== hash(join(root, file)))
          throw new Error(`${file} differs from the build`);
        if (/\.test\./.test(file)) throw new Error(`${file} is a test`);
      }
    });
    await check(`${manifest.name} contains the license and no trace of the machine that built it`, () => {
      if (hash(join(root, 'LICENSE')) !== hash(join(ROOT, 'LICENSE'))) throw new Error('the LICENSE differs');
      for (const file of files) {
        const content = readFileSync(join(root, file), 'utf8');
        const trace = [ROOT, 'workspace:', 'sourceMappingURL', 'file:/'].find((text) =>
          content.includes(text),
        );
        if (trace) throw new Error(`${file} contains ${trace}`);
        const path = /["'`(\s](\/(?:home|root|Users|builds|workspace|private|var\/folders)\/[^\s"'`)]*)/.exec(
          content,
        );
        if (path) throw new Error(`${file} contains the absolute path ${path[1]}`);
      }
    });
  }
}

/** Returns the files that package.json exports and the files that they import. All others are superfluous. */
function reachable(root) {
  const found = new Set();
  const follow = (file) => {
    if (found.has(file)) return;
    found.add(file);
    if (!/\.([cm]?js|d\.[cm]?ts)$/.test(file)) return;
    const code = readFileSync(join(root, file), 'utf8');
    for (const [, path] of code.matchAll(/(?:from|import|require\(|import\()\s*["'](\.[^"']+)["']/g)) {
      const target = relative(root, join(root, file, '..', path));
      // Types import the names of the modules that they describe.
      follow(file.includes('.d.') ? target.replace(/(?<!\.d)\.([cm]?)js$/, '.d.$1ts') : target);
    }
  };
  const { exports, bin = {}, main, module, types } = readJson(join(root, 'package.json'));
  for (const path of [...leaves(exports), ...leaves(bin), main, module, types]) {
    if (path) follow(path.replace(/^\.\//, ''));
  }
  return [...found];
}

function leaves(value) {
  return typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves);
}

function list(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function hash(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
