import { build } from 'esbuild';

import { PACKAGES } from './packages.mjs';

/** One export per package, with the only files of http507 that its bundle may contain and the imports that it may keep. */
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
  '@http507/openapi': { name: 'documentSchema', files: ['openapi/dist/document-schema.js'] },
  '@http507/opentelemetry': {
    name: 'Http507Instrumentation',
    files: ['attributes', 'collect', 'create-record', 'http507-instrumentation', 'mark-span', 'metrics'].map(
      (file) => `opentelemetry/dist/${file}.js`,
    ),
    imports: ['@opentelemetry/api', '@opentelemetry/instrumentation', 'node:diagnostics_channel'],
  },
  '@http507/guard': { name: 'LedgerUnavailableError', files: ['guard/dist/ledger-unavailable-error.js'] },
};

/** Checks that a bundle of one export contains nothing else, as `sideEffects: false` promises. */
export async function checkTreeShaking({ check }, { project }) {
  const resolveDir = await project('newest');
  for (const { manifest } of PACKAGES) {
    const { name, files, imports = [] } = ONE[manifest.name] ?? OF_CORE;
    await check(`${manifest.name}: a bundle of only ${name}`, async () => {
      if (manifest.sideEffects !== false) throw new Error('sideEffects is not false');
      const one = await bundle(`import { ${name} as used } from '${manifest.name}';`, resolveDir, manifest);
      const all = await bundle(`import * as used from '${manifest.name}';`, resolveDir, manifest);
      const others = one.inputs.filter((input) => !files.some((file) => input.endsWith(`@http507/${file}`)));
      if (one.inputs.length === 0) throw new Error('the bundle is empty');
      if (others.length > 0) throw new Error(`the bundle contains ${others.join(', ')}`);
      const foreign = one.imports.filter((path) => !imports.includes(path));
      if (foreign.length > 0) throw new Error(`the bundle imports ${foreign.join(', ')}`);
      return `${one.bytes} bytes; the whole package is ${all.bytes}`;
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
    external: [...Object.keys(peerDependencies), '@opentelemetry/instrumentation'],
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
