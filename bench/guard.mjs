// `npm run bench:guard`: what the guard costs, as ratios, printed and written to GUARD-RESULTS.md. Needs a build.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';

import { clientVersion } from './ledger-stores.mjs';
import { benchReservations } from './reservations.mjs';
import { benchUploads } from './uploads.mjs';

const MEMORY = '/dev/shm';

/** Lines of a table in Markdown. */
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

const results = `# What the guard costs

Written by \`npm run bench:guard\`. ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), which servers, clients and load share; ${versions.join(', ')}.
The load average was ${loadBefore.toFixed(1)} before the run: above 0.5, others had a part of the machine, and figures are worth less.

A ratio is the median of the ratios of all rounds, in which both sides take turns; in parentheses are its quartiles.

## Accepted uploads

PUT of new files to an example service by 16 connections, beside the same service with a guard that lets in everything and keeps
no books: the books of disk, folder and quota in memory. Routes, middleware, looking at what is replaced, and \`meter\` are in both.
Files go to ${folder === MEMORY ? 'memory, where to sync costs nothing: on a disk the guard is a smaller part' : 'the folder for temporary files'}. The aim is a ratio of requests over 0.97.

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

Per second, \`quota\` beside the \`consume\` of rate-limiter-flexible on the same client. A reservation is two requests to the store,
and two round trips where it is a server: \`reserve\`, then \`commit\` or \`release\`. A \`consume\` is one. So the ratio of a \`reserve\` alone compares
one operation with one, and the other two a whole reservation with one \`consume\`. A limiter counts up; a ledger also gives back,
renews leases and recognizes repetitions. Redis is reached through its Unix socket. In PostgreSQL a \`reserve\` does not wait for the disk
(\`synchronous_commit = off\`, for what a renewal enters again), and a \`commit\`, a \`release\` and a \`consume\` do: that is why it can be the faster one.

${table(
  [
    'store',
    'accounts',
    'at once',
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
