// Measures requests per second that fail with a 507, fail with another error, or succeed.
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';
import { frameworks, load, startServer } from './server.mjs';

const ALONE = 'framework alone';
const SAME_BYTES = 'same-bytes handler';
const PEERS = ['minimal handler', SAME_BYTES, ALONE, 'http-errors', 'error-iq'];

/** The target for the ratio to a peer. Default: 1. */
const TARGETS = { [SAME_BYTES]: 0.97, 'error-iq': 0.95 };

/** Returns the rows for requests that fail with a 507. */
export async function benchFailures() {
  const rows = [];
  for (const [framework, name] of frameworks) {
    // There is no error-iq for bare node:http.
    const peers = framework === 'node' ? PEERS.slice(0, -1) : PEERS;
    const contenders = ['http507', ...peers];
    const settings = { status: 507, starts: 5, rounds: 2, duration: 1 };
    const thrown = await measure(framework, subjectsOf(contenders, '/full'), settings);
    for (const peer of peers) {
      rows.push(row(`507, ${name}`, thrown.http507, peer, thrown[peer], TARGETS[peer] ?? 1));
    }
    const raw = await measure(framework, subjectsOf(['http507', SAME_BYTES], '/enospc'), settings);
    rows.push(
      row(`507 for a raw ENOSPC, ${name}`, raw.http507, SAME_BYTES, raw[SAME_BYTES], TARGETS[SAME_BYTES]),
    );
  }
  return rows;
}

/** Returns the rows for requests that succeed or fail with another error. */
export async function benchRequests() {
  const rows = [];
  for (const [framework, name] of frameworks) {
    for (const { path, what, target, settings } of [
      // More rounds, because the difference is smaller than the noise between rounds.
      {
        path: '/ok',
        what: 'success',
        target: 0.99,
        settings: { status: 200, starts: 7, rounds: 3, duration: 0.6 },
      },
      { path: '/other', what: 'another error', settings: { status: 500, starts: 3, rounds: 2, duration: 1 } },
    ]) {
      const results = await measure(framework, subjectsOf(['http507', ALONE], path), settings);
      rows.push(row(`${what}, ${name}`, results.http507, ALONE, results[ALONE], target));
    }
  }
  return rows;
}

function subjectsOf(contenders, path) {
  return contenders.map((contender) => [contender, path]);
}

/**
 * Measures subjects in turn, each with its own server process. The servers are restarted `starts` times, because processes differ
 * more than rounds: V8 compiles the same code differently. A round takes `duration` seconds.
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

function row(what, ours, peer, theirs, target) {
  const rates = (all) => all.map(({ rate }) => rate);
  const costs = (all) => all.map(({ cpu }) => cpu);
  return {
    ...compare({ what, ours: rates(ours), peer, theirs: rates(theirs), unit: '/s', target }),
    cpu: compare({ ours: costs(theirs), theirs: costs(ours) }).ratio,
  };
}
