// Requests per second: of those that fail with a 507, of those that fail otherwise and of those that succeed.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

/** How long a round of one subject takes, in seconds. */
const TIME = 1;

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
      507,
      5,
    );
    rows.push(...peers.map((peer) => row(`507, ${name}`, failed.http507, peer, failed[peer], 1)));
    for (const [path, status, what, rounds, aim] of [
      ['/ok', 200, 'success', 11, 0.99],
      ['/other', 500, 'another error', 5, undefined],
    ]) {
      const alone = 'the framework alone';
      const results = await measure(
        framework,
        [
          ['http507', path],
          [alone, path],
        ],
        status,
        rounds,
      );
      rows.push(row(`${what}, ${name}`, results.http507, alone, results[alone], aim));
    }
  }
  return rows;
}

/** Every subject has a server of its own, which sees nothing else. */
async function measure(framework, subjects, status, rounds) {
  const servers = [];
  try {
    const actions = {};
    for (const [contender, path] of subjects) {
      const server = await startServer(framework, contender);
      servers.push(server);
      actions[contender] = () => load(server, path, status, { duration: TIME });
    }
    return await inTurn(actions, rounds);
  } finally {
    for (const server of servers) await server.stop();
  }
}

function row(what, ours, peer, theirs, aim) {
  const rates = (all) => all.map(({ rate }) => rate);
  const costs = (all) => all.map(({ cpu }) => cpu);
  return {
    ...compare({ what, ours: rates(ours), peer, theirs: rates(theirs), unit: '/s', aim }),
    cpu: compare({ ours: costs(theirs), theirs: costs(ours) }).ratio,
  };
}
