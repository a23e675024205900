// `npm run bench:channels` measures what diagnostics channels and the instrumentation cost, and writes the results to CHANNELS-RESULTS.md. Build first.

import { channel } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

import { compare } from './compare.mjs';
import { describeMachine } from './machine.mjs';
import { inTurn, median } from './rounds.mjs';
import { load, startServer } from './server.mjs';
import { toTable } from './table.mjs';

const PATH = '/enospc';
const STARTS = 5;
const ROUNDS = 5;
/** The duration of one subject's round, in seconds. */
const TIME = 0.5;
const CHECKS = 10_000_000;
/** The channels that a guarded upload with a 507 passes: answer, exhausted and suppressed, and those of two guards. */
const PASSED = 5;
const STORM = 100_000;

const rows = [];
for (const [framework, name] of [
  ['node', 'node:http'],
  ['express', 'Express'],
]) {
  rows.push(await benchChecks(framework, name));
  rows.push(await benchInstrumentation(framework, name));
  rows.push(await benchMemory(framework, name));
}
const page = `# The cost of channels and of the instrumentation

Written by \`npm run bench:channels\`.

${describeMachine()}

- "channels without a subscriber": the CPU time of ${PASSED} checks of \`hasSubscribers\`, compared with that of a whole 507. The target of the ratio is 1 %.
- "instrumented": requests per second with OpenTelemetry's SDK, its instrumentation of HTTP and a span for each request; with
  \`Http507Instrumentation\` and without.
- "heap": with the instrumentation on.

${toTable(rows)}
`;
writeFileSync(new URL('CHANNELS-RESULTS.md', import.meta.url), page);
console.log(page);

async function benchChecks(framework, name) {
  const server = await startServer(framework, 'http507');
  try {
    const { checks, answers } = await inTurn(
      {
        checks: () => timeOfCheck() * PASSED,
        answers: async () => (await load(server, PATH, 507, { duration: TIME })).cpu,
      },
      ROUNDS,
    );
    const share = median(checks.map((time, round) => time / answers[round]));
    return {
      what: `channels without a subscriber, ${name}`,
      ours: `${(median(checks) * 1000).toFixed(1)} ns`,
      peer: 'a 507',
      theirs: `${median(answers).toFixed(1)} µs`,
      ratio: `**${(share * 100).toFixed(2)} %**`,
      cpu: '',
      target: `1 % ${share <= 0.01 ? 'met' : '**missed**'}`,
    };
  } finally {
    await server.stop();
  }
}

/** Returns the CPU time of one check, in µs. */
function timeOfCheck() {
  const unused = channel('http507:unused');
  let subscribed = 0;
  const start = process.cpuUsage();
  for (let count = 0; count < CHECKS; count += 1) if (unused.hasSubscribers) subscribed += 1;
  const { user, system } = process.cpuUsage(start);
  if (subscribed > 0) throw new Error('the channel has a subscriber');
  return (user + system) / CHECKS;
}

/** Measures two servers in turn. They are restarted, because processes differ more than rounds: V8 compiles the same code differently. */
async function benchInstrumentation(framework, name) {
  const results = { instrumented: [], alone: [] };
  for (let start = 0; start < STARTS; start += 1) {
    const servers = [];
    try {
      const actions = {};
      for (const [subject, question] of [
        ['instrumented', 'instrument'],
        ['alone', 'uninstrument'],
      ]) {
        const server = await startServer(framework, 'http507');
        servers.push(server);
        await server.ask(question);
        actions[subject] = () => load(server, PATH, 507, { duration: TIME });
      }
      const measured = await inTurn(actions, ROUNDS);
      for (const subject of Object.keys(results)) results[subject].push(...measured[subject]);
    } finally {
      for (const server of servers) await server.stop();
    }
  }
  const { instrumented, alone } = results;
  const row = compare({
    what: `instrumented, ${name}`,
    ours: instrumented.map(({ rate }) => rate),
    peer: 'not instrumented',
    theirs: alone.map(({ rate }) => rate),
    unit: '/s',
    target: 0.95,
  });
  return { ...row, cpu: median(alone.map(({ cpu }, round) => cpu / instrumented[round].cpu)).toFixed(2) };
}

async function benchMemory(framework, name) {
  const server = await startServer(framework, 'http507');
  try {
    const fail = (amount) => load(server, PATH, 507, { amount, pipelining: 8 });
    await server.ask('instrument');
    await fail(STORM / 10);
    const early = await server.ask('memory');
    await fail(STORM);
    const late = await server.ask('memory');
    return compare({
      what: `heap after ${STORM.toLocaleString('en')} more failures, ${name}`,
      ours: [late.heapUsed / 2 ** 20],
      peer: 'before',
      theirs: [early.heapUsed / 2 ** 20],
      unit: 'MiB',
      fewer: true,
    });
  } finally {
    await server.stop();
  }
}
