// Requests per second: of those that fail with a 507, of those that fail otherwise and of those that succeed.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

const PEERS = ['by hand', 'the framework alone', 'http-errors', 'error-iq'];

/** Returns the table's rows. */
export async function benchRequests() {
  const rows = [];
  for (const [framework, name] of frameworks) {
    // There is no error-iq for bare node:http.
    const peers = framework === 'node' ? PEERS.slice(0, -1) : PEERS;
    const failed = await measure(
      framework,
      ['http507', ...peers].map((peer) => [peer, '/full']),
      { status: 507, starts: 3, rounds: 2, duration: 1 },
    );
    rows.push(...peers.map((peer) => row(`507, ${name}`, failed.http507, peer, failed[peer], 1)));
    for (const { path, what, aim, settings } of [
      // In more rounds, because the difference is smaller than what one differs from the next by.
      {
        path: '/ok',
        what: 'success',
        aim: 0.99,
        settings: { status: 200, starts: 7, rounds: 3, duration: 0.6 },
      },
      { path: '/other', what: 'another error', settings: { status: 500, starts: 3, rounds: 2, duration: 1 } },
    ]) {
      const alone = 'the framework alone';
      const results = await measure(
        framework,
        [
          ['http507', path],
          [alone, path],
        ],
        settings,
      );
      rows.push(row(`${what}, ${name}`, results.http507, alone, results[alone], aim));
    }
  }
  return rows;
}

/**
 * Every subject has a server of its own, which sees nothing else. They are started anew several times, because what the compiler
 * makes of a server differs from one process to the next by more than from round to round. A round takes `duration` seconds.
 */
async function measure(framework, subjects, { status, starts, rounds, duration }) {
  const results = Object.fromEntries(subjects.map(([contender]) => [contender, []]));
  for (let start = 0; start < starts; start += 1) {
    const servers = [];
    try {
      const actions = {};
      for (const [contender, path] of subjects) {
        const server = await startServer(framework, contender);
        servers.push(server);
        actions[contender] = () => load(server, path, status, { duration });
      }
      const measured = await inTurn(actions, rounds);
      for (const [contender, all] of Object.entries(measured)) results[contender].push(...all);
    } finally {
      for (const server of servers) await server.stop();
    }
  }
  return results;
}

function row(what, ours, peer, theirs, aim) {
  const rates = (all) => all.map(({ rate }) => rate);
  const costs = (all) => all.map(({ cpu }) => cpu);
  return {
    ...compare({ what, ours: rates(ours), peer, theirs: rates(theirs), unit: '/s', aim }),
    cpu: compare({ ours: costs(theirs), theirs: costs(ours) }).ratio,
  };
}
