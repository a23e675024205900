import { build } from 'esbuild';

import { PACKAGES } from './packages.mjs';

/** One export of each package, and the only files of ours that a bundle of it may hold; imports are of what is not bundled. */
const OF_CORE = {
  name: 'isStorageExhaustedError',
  files: ['core/dist/brand.js', 'core/dist/is-storage-exhausted-error.js'],
};
const ONE = {
  '@http507/conformance': {
    name: 'Collector',
    files: ['conformance/dist/collector.js'],
    imports: ['events'],
  },
  '@http507/client': {
    name: 'isInsufficientStorageError',
    files: ['client/dist/insufficient-storage-error.js'],
  },
  '@http507/guard': { name: 'LedgerUnavailableError', files: ['guard/dist/ledger-unavailable-error.js'] },
};

/** Whether a bundle of one import holds nothing of the rest, as `sideEffects: false` promises. */
export async function checkTreeShaking({ check }, { project }) {
  const resolveDir = await project('newest');
  for (const { manifest } of PACKAGES) {
    const { name, files, imports = [] } = ONE[manifest.name] ?? OF_CORE;
    await check(`${manifest.name}: a bundle of ${name} alone`, async () => {
      if (manifest.sideEffects !== false) throw new Error('does not say sideEffects: false');
      const one = await bundle(`import { ${name} as used } from '${manifest.name}';`, resolveDir, manifest);
      const all = await bundle(`import * as used from '${manifest.name}';`, resolveDir, manifest);
      const others = one.inputs.filter((input) => !files.some((file) => input.endsWith(`@http507/${file}`)));
      if (one.inputs.length === 0) throw new Error('holds nothing at all');
      if (others.length > 0) throw new Error(`holds ${others.join(', ')}`);
      const foreign = one.imports.filter((path) => !imports.includes(path));
      if (foreign.length > 0) throw new Error(`imports ${foreign.join(', ')}`);
      return `${one.bytes} bytes, and the whole ${all.bytes}`;
    });
  }
}

async function bundle(statement, resolveDir, { peerDependencies = {} }) {
  const { metafile } = await build({
    stdin: { contents: `${statement} console.log(used);`, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: Object.keys(peerDependencies),
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [{ bytes, inputs, imports }] = Object.values(metafile.outputs);
  const held = Object.entries(inputs).filter(
    ([path, { bytesInOutput }]) => bytesInOutput > 0 && path !== '<stdin>',
  );
  return { bytes, inputs: held.map(([path]) => path), imports: imports.map(({ path }) => path) };
}
