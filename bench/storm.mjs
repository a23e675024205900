// How long a storm of failures keeps the event loop, with the default logging on.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

/** How long a round of one subject takes, in seconds. */
const TIME = 1;
const ROUNDS = 5;

/** Fastify logs nothing by itself; this is its own logger. */
const OPTIONS = { logger: true };

/** What every request fails with, and what it is answered with. */
export const PATH = '/enospc';
export const STATUS = { http507: 507, 'the framework alone': 500 };

/** Returns the table's rows. */
export async function benchStorm() {
  const rows = [];
  for (const [framework, name] of frameworks) rows.push(await benchDelay(framework, name));
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
