import { join } from 'node:path';

import { PACKAGES, ROOT } from './packages.mjs';
import { forEachAtOnce } from './pool.mjs';
import { run } from './run.mjs';

/** Exported files that are no modules. */
const NOT_MODULES = { '@http507/guard': ['postgresql.sql'] };

/** Checks that publint and attw report nothing for any tarball. attw checks all resolutions, also node10, if there is a CJS build. */
export async function checkManifests({ check }, { tarballs }) {
  const all = await tarballs();
  await forEachAtOnce(PACKAGES, async ({ manifest }) => {
    const { name } = manifest;
    await check(`publint --strict ${name}`, () => expectNothing('publint', ['run', all[name], '--strict']));
    const excluded = NOT_MODULES[name] ? ['--exclude-entrypoints', ...NOT_MODULES[name]] : [];
    const profile = manifest.main ? 'strict' : 'esm-only';
    await check(`attw --profile ${profile} ${name}`, () =>
      expectNothing('attw', [all[name], '--profile', profile, '--no-color', '--no-emoji', ...excluded]),
    );
  });
}

async function expectNothing(command, args) {
  const { code, output } = await run(join(ROOT, 'node_modules/.bin', command), args);
  if (code !== 0 || /Suggestions|Warnings/.test(output)) throw new Error(output);
}
