// `npm run bench:channels` measures what diagnostics channels and the instrumentation cost, and writes the results to CHANNELS-RESULTS.md. Build first.

import { channel } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

import { compare } from './compare.mjs';
import { describeMachine } from './machine.mjs';
import { inTurn, median } from './rounds.mjs';
import { load, startServer } from './server.mjs';
import { toTable } from './table.mjs';

const PATH = '/enospc';
const ROUNDS = 5;
/** The duration of one subject's round, in seconds. */
const TIME = 1;
const CHECKS = 10_000_000;
/** The channels that a guarded upload with a 507 passes: answer, exhausted and suppressed, and those of two guards. */
const PASSED = 5;
const STORM = 100_000;

const rows = [];
for (const [framework, name] of [
  ['node', 'node:http'],
  ['express', 'Express'],
]) {
  rows.push(await benchChecks(framework, name), ...(await benchInstrumentation(framework, name)));
}
const page = `# The cost of channels and of the instrumentation

Written by \`npm run bench:channels\`.

${describeMachine()}

- "channels without a subscriber": the CPU time of ${PASSED} checks of \`hasSubscribers\`, compared with that of a whole 507. The target of the ratio is 1 %.
- "instrumented": requests per second in one process with OpenTelemetry's SDK, its instrumentation of HTTP and a span for each request; with and
  without \`Http507Instrumentation\`, in turn.
- "heap": after ${STORM.toLocaleString('en')} more failures with the instrumentation on.

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

async function benchInstrumentation(framework, name) {
  const server = await startServer(framework, 'http507');
  try {
    const run = (question) => async () => {
      await server.ask(question);
      return load(server, PATH, 507, { duration: TIME });
    };
    const { instrumented, alone } = await inTurn(
      { instrumented: run('instrument'), alone: run('uninstrument') },
      ROUNDS,
    );
    const row = compare({
      what: `instrumented, ${name}`,
      ours: instrumented.map(({ rate }) => rate),
      peer: 'not instrumented',
      theirs: alone.map(({ rate }) => rate),
      unit: '/s',
      target: 0.95,
    });
    const cpu = median(alone.map((result, round) => result.cpu / instrumented[round].cpu)).toFixed(2);
    await server.ask('instrument');
    const early = await server.ask('memory');
    await load(server, PATH, 507, { amount: STORM, pipelining: 8 });
    const late = await server.ask('memory');
    const memory = compare({
      what: `heap, ${name}`,
      ours: [late.heapUsed / 2 ** 20],
      peer: 'before',
      theirs: [early.heapUsed / 2 ** 20],
      unit: 'MiB',
      fewer: true,
    });
    return [{ ...row, cpu }, memory];
  } finally {
    await server.stop();
  }
}
