// `npm run bench:guard` measures the cost of the guard and writes the results to GUARD-RESULTS.md. Build first.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';

import { clientVersion } from './ledger-stores.mjs';
import { benchReservations } from './reservations.mjs';
import { benchUploads } from './uploads.mjs';

const MEMORY = '/dev/shm';

/** Returns a table in Markdown. */
function table(titles, rows) {
  const cells = [titles, ...rows].map((row) => row.map(String));
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function versionOf(name) {
  return `${name} ${createRequire(import.meta.url)(`${name}/package.json`).version}`;
}

const folder = existsSync(MEMORY) ? MEMORY : tmpdir();
const loadBefore = loadavg()[0];
const uploads = await benchUploads(folder);
const { rows, servers, skipped } = await benchReservations();
const versions = [
  `Node ${process.versions.node}`,
  ...servers,
  ...['redis', 'ioredis', 'pg'].map(clientVersion),
  ...['rate-limiter-flexible', 'autocannon'].map(versionOf),
];

const results = `# The cost of the guard

Written by \`npm run bench:guard\`. Servers and load generator share ${availableParallelism()} cores (${cpus()[0]?.model.trim()}). Versions: ${versions.join(', ')}.
The load average before the run was ${loadBefore.toFixed(1)}. Above 0.5, other processes were using the machine, and the figures are less reliable.

Both sides are measured in turn in each round. A ratio is the median over all rounds, with the quartiles in parentheses.

## Accepted uploads

16 connections PUT new files to an example service. "guarded" has guards for the disk, the folder and a quota, with a ledger in memory. "open"
is the same service with a guard that admits everything and records nothing. Routes, middleware, the lookup of replaced files and metering are
the same. Files are written to ${folder === MEMORY ? 'memory. On a disk, a request takes longer and the guard is a smaller part of it' : 'the folder for temporary files'}. The target is a ratio of
requests of at least 0.97.

${table(
  [
    'service',
    'size',
    'guarded /s',
    'open /s',
    'CPU µs guarded',
    'CPU µs open',
    'requests, ratio',
    'CPU, ratio',
  ],
  uploads,
)}

## Reservations

Operations per second of \`quota\`, compared with \`consume\` of rate-limiter-flexible on the same client.

- A reservation is two requests to the store: \`reserve\`, then \`commit\` or \`release\`. A \`consume\` is one. So "reserve ÷ consume" compares one
  request with one request, and the other two ratios compare a whole reservation with one \`consume\`.
- A limiter only counts up. A ledger also gives bytes back, renews leases and recognizes repeated requests.
- Redis is connected through its Unix socket.
- In PostgreSQL, \`commit\`, \`release\` and \`consume\` wait for the disk. \`reserve\` does not (\`synchronous_commit = off\`), because a renewal restores a
  lost hold. So it can be faster than \`consume\`.

${table(
  [
    'store',
    'accounts',
    'concurrency',
    'consume',
    'reserve',
    '+ commit',
    '+ release',
    'reserve ÷ consume',
    'with commit ÷ consume',
    'with release ÷ consume',
  ],
  rows,
)}
${skipped.map((line) => `\n${line}\n`).join('')}`;

const file = new URL('GUARD-RESULTS.md', import.meta.url);
writeFileSync(file, results);
console.log(results);
