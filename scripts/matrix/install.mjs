import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE } from './packages.mjs';
import { run } from './run.mjs';

/**
 * Installs packages with npm into a folder.
 *
 * @param dependencies - versions by name
 * @param tarballs - paths by name, which also satisfy dependencies between them
 */
export async function install(folder, dependencies, tarballs = {}) {
  mkdirSync(folder, { recursive: true });
  const files = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
  const manifest = { private: true, dependencies: { ...dependencies, ...files }, overrides: files };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const { code, output } = await run(
    'npm',
    [
      'install',
      // The packages of the runtimes contain the binaries, so no script is needed.
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--prefer-offline',
      '--cache',
      join(CACHE, 'npm'),
    ],
    { cwd: folder, timeout: 300_000 },
  );
  if (code !== 0) throw new Error(`npm install: ${output}`);
}
