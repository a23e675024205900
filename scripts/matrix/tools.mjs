import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { install } from './install.mjs';
import { CACHE } from './packages.mjs';

/** Installs packages into a cache and resolves to their folder. Keeps only the latest set for each name. */
export async function installTools(name, dependencies) {
  const hash = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `${name}-${hash}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    for (const entry of existsSync(CACHE) ? readdirSync(CACHE) : []) {
      if (entry.startsWith(`${name}-`)) rmSync(join(CACHE, entry), { recursive: true });
    }
    await install(folder, dependencies);
    writeFileSync(complete, '');
  }
  return join(folder, 'node_modules');
}
