// `npm run bench` measures everything and writes the results to RESULTS.md. `npm run bench -- failures` measures one part and leaves
// RESULTS.md unchanged. Build first.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { benchCreate } from './create.mjs';
import { describeMachine } from './machine.mjs';
import { benchMemory } from './memory.mjs';
import { benchRecognize } from './recognize.mjs';
import { benchFailures, benchRequests } from './requests.mjs';
import { benchStorm } from './storm.mjs';
import { toTable } from './table.mjs';

const PARTS = {
  create: benchCreate,
  recognize: benchRecognize,
  failures: benchFailures,
  requests: benchRequests,
  storm: benchStorm,
  memory: benchMemory,
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}

const notes = readFileSync(new URL('notes.md', import.meta.url), 'utf8');
const start = performance.now();
const rows = [];
const done = [];
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  console.error(`${part}…`);
  rows.push(...(await PARTS[part]()));
  done.push(part);
  // After each part, so that an interrupted run leaves its results.
  if (positionals.length === 0) writeFileSync(new URL('RESULTS.md', import.meta.url), toPage());
}
console.log(`${toTable(rows)}\n\n${describeMachine()}\n\nThis took ${seconds()}.`);

function toPage() {
  const missed = rows.filter(({ target }) => target.includes('missed')).length;
  return `# Results

Written by \`npm run bench\` in ${seconds()}: ${done.join(', ')}${done.length < Object.keys(PARTS).length ? '; the run was interrupted' : ''}.
Targets missed: ${missed}. [FINDINGS.md](FINDINGS.md) explains why.

${describeMachine()}

${notes}
${toTable(rows)}
`;
}

function seconds() {
  return `${Math.round((performance.now() - start) / 1000)} s`;
}
