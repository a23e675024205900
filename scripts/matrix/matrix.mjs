// `npm run matrix` checks that the built packages can be installed and used on all supported runtimes. With names of parts, runs only
// those.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkApi } from './api.mjs';
import { checkManifests } from './manifests.mjs';
import { checkRuntimes } from './runtimes.mjs';
import { createScratch } from './scratch.mjs';
import { checkTarballs } from './tarballs.mjs';
import { checkTreeShaking } from './tree-shaking.mjs';
import { checkTwoCopies } from './two-copies.mjs';
import { checkTypes } from './types.mjs';
import { checkWorkerd } from './workerd.mjs';

const PARTS = {
  tarballs: checkTarballs,
  manifests: checkManifests,
  api: checkApi,
  'tree-shaking': checkTreeShaking,
  'two-copies': checkTwoCopies,
  types: checkTypes,
  workerd: checkWorkerd,
  runtimes: checkRuntimes,
};

let passed = 0;
let failed = 0;

const report = {
  /** Runs a check and prints its result. It fails if the function rejects. A value that the function resolves to is printed too. */
  async check(title, run) {
    try {
      const remark = await run();
      passed += 1;
      console.log(`✓ ${title}${remark ? `: ${remark}` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(
        `✗ ${title}\n    ${String(error.message).trim().slice(0, 2000).replaceAll('\n', '\n    ')}`,
      );
    }
  },
  /** Prints a line that neither passes nor fails. */
  note(text) {
    console.log(`- ${text}`);
  },
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'http507-matrix-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
mkdirSync(join(folder, 'tarballs'));
const scratch = createScratch(folder);

for (const [name, checkPart] of Object.entries(PARTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const start = performance.now();
  console.log(`\n${name}`);
  try {
    await checkPart(report, scratch);
  } catch (error) {
    await report.check(`${name} runs to its end`, () => Promise.reject(error));
  }
  report.note(`${name} took ${Math.round((performance.now() - start) / 1000)} s`);
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
