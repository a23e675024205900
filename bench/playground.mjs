// `npm run bench:playground` measures how soon `npm start` is ready and how soon its page is painted, and writes the results to
// PLAYGROUND-RESULTS.md. Build first. It needs Debian's chromium.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { describeMachine } from './machine.mjs';
import { inTurn, median } from './rounds.mjs';
import { toTable } from './table.mjs';

const { chromium } = createRequire(new URL('../apps/playground/package.json', import.meta.url))(
  'playwright-core',
);

const ROUNDS = 5;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { page, plain } = await inTurn(
  { page: () => timeUntilReady([]), plain: () => timeUntilReady(['--no-page']) },
  ROUNDS,
);
const { paints, bytes } = await measurePage();
const ratio = median(page.map((time, round) => time / plain[round]));
const slowest = Math.max(...paints);
const rows = [
  {
    what: '`npm start` of what is built, until its last line',
    ours: seconds(median(page)),
    peer: '`npm start --no-page`',
    theirs: seconds(median(plain)),
    ratio: `**${ratio.toFixed(2)}**`,
    cpu: '',
    target: `0.8 to 1.2 ${ratio >= 0.8 && ratio <= 1.2 ? 'met' : '**missed**'}`,
  },
  {
    what: 'first contentful paint, slowest of 5',
    ours: seconds(slowest),
    peer: '',
    theirs: '',
    ratio: '',
    cpu: '',
    target: `1 s ${slowest < 1000 ? 'met' : '**missed**'}`,
  },
  {
    what: 'scripts of the page, not compressed',
    ours: `${(bytes / 1000).toFixed(1)} kB`,
    peer: '',
    theirs: '',
    ratio: '',
    cpu: '',
    target: `100 kB ${bytes < 100_000 ? 'met' : '**missed**'}`,
  },
];
const result = `# How soon the playground is there

Written by \`npm run bench:playground\`.

${describeMachine()}

${toTable(rows)}
`;
writeFileSync(new URL('PLAYGROUND-RESULTS.md', import.meta.url), result);
console.log(result);

/** Resolves to the time from the start of `npm start` to its last line, in milliseconds. */
async function timeUntilReady(args) {
  const started = performance.now();
  const child = spawn('npm', ['start', ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (/Try it\..*\n$/s.test(output)) break;
  }
  const time = performance.now() - started;
  child.kill('SIGTERM');
  await exit;
  return time;
}

/** Resolves to the times of the first paint, each in a new browser profile, and to the length of the scripts. */
async function measurePage() {
  const script = fileURLToPath(new URL('../apps/playground/dist/server/start.js', import.meta.url));
  const playground = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ page: address }] = await once(playground, 'message');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const paints = [];
  let length = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(address);
    await tab.locator('.bar').first().waitFor();
    await tab.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    const found = await tab.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      bytes: performance
        .getEntriesByType('resource')
        .filter(({ initiatorType }) => initiatorType === 'script')
        .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
    }));
    paints.push(found.paint);
    length = found.bytes;
    await context.close();
  }
  await browser.close();
  playground.kill('SIGTERM');
  return { paints, bytes: length };
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
