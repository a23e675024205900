// What a storm of failures costs: memory in the long run, and the delay of the event loop with the default logging on.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

const EARLY = 20_000;
const LATE = 200_000;

/** How long a round of one subject takes, in seconds. */
const TIME = 0.6;
const ROUNDS = 3;

/** Fastify logs nothing by itself; this is its own logger. */
const OPTIONS = { logger: true };

/** What every request fails with, and what it is answered with. */
const PATH = '/enospc';
const STATUS = { http507: 507, 'the framework alone': 500 };

/** Returns the table's rows. */
export async function benchStorm() {
  const rows = [];
  for (const [framework, name] of frameworks) rows.push(await benchDelay(framework, name));
  for (const [framework, name] of frameworks) rows.push(...(await benchMemory(framework, name)));
  return rows;
}

async function benchDelay(framework, name) {
  const servers = [];
  try {
    const actions = {};
    for (const [contender, status] of Object.entries(STATUS)) {
      const server = await startServer(framework, contender, OPTIONS);
      servers.push(server);
      actions[contender] = async () => {
        await server.ask('watch');
        await load(server, PATH, status, { duration: TIME });
        return server.ask('delay');
      };
    }
    const { http507: ours, ...others } = await inTurn(actions, ROUNDS);
    const [[peer, theirs]] = Object.entries(others);
    return compare({ what: `p99 delay of a storm, ${name}`, ours, peer, theirs, unit: 'ms', fewer: true });
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function benchMemory(framework, name) {
  const server = await startServer(framework, 'http507', OPTIONS);
  try {
    // Pipelined, because that takes less time and holds no more.
    const fail = (amount) => load(server, PATH, STATUS.http507, { amount, pipelining: 8 });
    await fail(EARLY);
    const early = await server.ask('memory');
    await fail(LATE - EARLY);
    const late = await server.ask('memory');
    return ['heapUsed', 'rss'].map((member) =>
      compare({
        what: `${member === 'rss' ? 'RSS' : 'heap'} after ${LATE.toLocaleString('en')} failures, ${name}`,
        ours: [late[member] / 2 ** 20],
        peer: `after ${EARLY.toLocaleString('en')}`,
        theirs: [early[member] / 2 ** 20],
        unit: 'MiB',
        fewer: true,
      }),
    );
  } finally {
    await server.stop();
  }
}
