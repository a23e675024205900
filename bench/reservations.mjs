// Measures reservations per second on each ledger, compared with `consume` of rate-limiter-flexible on the same client.
import { quota } from '../packages/guard/dist/index.js';
import { MissingError, STORES } from './ledger-stores.mjs';
import { inTurn, median, ratio } from './rounds.mjs';

const ROUNDS = 7;
/** The duration of one subject's round, in milliseconds. It ends earlier after ENOUGH operations. */
const TIME = 70;
const ENOUGH = 5_000;

const MANY = Array.from({ length: 1_000 }, (_, number) => `account-${number}`);
const HOT = ['hot'];

/** Returns the table's rows, the versions of the servers, and the stores that were skipped. */
export async function benchReservations() {
  const rows = [];
  const servers = new Set();
  const skipped = [];
  for (const [name, open] of Object.entries(STORES)) {
    try {
      const store = await open();
      try {
        if (store.server) servers.add(store.server);
        rows.push(...(await benchStore(name, store)));
      } finally {
        await store.close();
      }
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      skipped.push(`${name}: skipped, because ${error.message}.`);
    }
  }
  return { rows, servers: [...servers], skipped };
}

async function benchStore(name, { ledger, limiter }) {
  const guard = quota({ ledger, limit: Number.MAX_SAFE_INTEGER, usage: () => 0 });
  // Opens the accounts, which happens only once per account.
  for (const account of [...MANY, ...HOT]) await (await guard.reserve(account, 1)).commit(1);
  const rows = [];
  for (const [accounts, described] of [
    [MANY, '1,000'],
    [HOT, '1'],
  ]) {
    for (const concurrency of [1, 64]) {
      const run = (action) => () => measure(action, accounts, concurrency);
      const rates = await inTurn(
        {
          consume: run((account) => limiter.consume(account, 1)),
          reserve: () => measureReserve(guard, accounts, concurrency),
          commit: run(async (account) => (await guard.reserve(account, 1)).commit(1)),
          release: run(async (account) => (await guard.reserve(account, 1)).release()),
        },
        ROUNDS,
      );
      rows.push(rowOf([name, described, concurrency], rates));
    }
  }
  return rows;
}

/** Measures `reserve` alone. The reservations are released after the measurement. */
async function measureReserve(guard, accounts, concurrency) {
  const reservations = [];
  const rate = await measure(
    async (account) => reservations.push(await guard.reserve(account, 1)),
    accounts,
    concurrency,
  );
  const release = async () => {
    for (let last = reservations.pop(); last; last = reservations.pop()) await last.release();
  };
  await Promise.all(Array.from({ length: 64 }, release));
  return rate;
}

/** Returns the rate of an action per second, with a number of concurrent calls. */
async function measure(action, accounts, concurrency) {
  let started = 0;
  const start = performance.now();
  const work = async () => {
    while (started < ENOUGH && performance.now() - start < TIME) {
      started += 1;
      await action(accounts[started % accounts.length]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return (started / (performance.now() - start)) * 1000;
}

function rowOf(facts, { consume, reserve, commit, release }) {
  const rates = [consume, reserve, commit, release].map((all) =>
    Math.round(median(all)).toLocaleString('en'),
  );
  return [...facts, ...rates, ...[reserve, commit, release].map((all) => ratio(all, consume))];
}
