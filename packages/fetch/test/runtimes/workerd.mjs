// Serves worker.mjs in workerd, bundled as wrangler bundles it. The arguments are flags of its compatibility.
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const { outputFiles } = await build({
  entryPoints: [new URL('worker.mjs', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  write: false,
});
const worker = new Miniflare({
  modules: true,
  script: outputFiles[0].text,
  compatibilityDate: '2026-07-01',
  compatibilityFlags: process.argv.slice(2),
  // Not through Miniflare's entry worker, which ends a failed body as if it were complete.
  unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
});
await worker.ready;
console.log((await worker.unsafeGetDirectURL()).port);
process.once('SIGTERM', () => worker.dispose());
