// `npm run bench`: everything that is measured, in one table, which goes to RESULTS.md as well; `npm run bench -- create`: only
// that part, which leaves RESULTS.md as it is. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { benchCreate } from './create.mjs';
import { describeMachine } from './machine.mjs';
import { benchRecognize } from './recognize.mjs';
import { benchRequests } from './requests.mjs';
import { benchStorm } from './storm.mjs';

const PARTS = {
  create: benchCreate,
  recognize: benchRecognize,
  requests: benchRequests,
  storm: benchStorm,
};

const COLUMNS = {
  what: 'what',
  ours: 'http507',
  peer: 'beside',
  theirs: 'its figure',
  ratio: 'times as good',
  cpu: 'by CPU time',
  aim: 'aim',
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}

const start = performance.now();
const rows = [];
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  console.error(`${part}…`);
  rows.push(...(await PARTS[part]()));
}
const time = `${Math.round((performance.now() - start) / 1000)} s`;
const table = toTable(rows);
const machine = describeMachine();
console.log(`${table}\n\n${machine}\n\nTaken in ${time}.`);
if (positionals.length === 0) {
  const notes = readFileSync(new URL('notes.md', import.meta.url), 'utf8');
  const missed = rows.filter(({ aim }) => aim.includes('missed')).length;
  writeFileSync(
    new URL('RESULTS.md', import.meta.url),
    `# Results\n\nWritten by \`npm run bench\` in ${time}. Aims missed: ${missed}, see [FINDINGS.md](FINDINGS.md).\n\n` +
      `${machine}\n\n${notes}\n${table}\n`,
  );
}

function toTable(all) {
  const lines = [COLUMNS, ...all].map((row) => Object.keys(COLUMNS).map((column) => row[column]));
  const widths = lines[0].map((_, index) => Math.max(...lines.map((cells) => cells[index].length)));
  const [head, ...body] = lines.map((cells) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}
