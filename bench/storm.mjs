// Measures the delay of the event loop while every request fails, with default logging.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

/** The duration of one subject's round, in seconds. */
const TIME = 1;
const ROUNDS = 5;

/** Turns Fastify's own logger on, because it does not log by default. */
const OPTIONS = { logger: true };

/** The path whose requests fail, and the status that each contender answers. */
export const PATH = '/enospc';
export const STATUS = { http507: 507, 'framework alone': 500 };

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
