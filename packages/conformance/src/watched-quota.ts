import { type Guard, type GuardUsage, quota, type Reservation } from '@http507/guard';

import { Collector } from './collector.ts';

/** A quota that records how each reservation ends. */
export interface WatchedQuota {
  readonly guard: Guard;
  /** The accounts of the uploads that tried to reserve, in order. */
  readonly accounts: (string | undefined)[];
  /** How the reservations ended, in order: `commit 5` or `release`. */
  readonly ends: Collector<string>;
  usage(account?: string): Promise<GuardUsage>;
}

/** Returns a quota with a limit in bytes per account. Nothing is used yet. */
export function watchQuota(limit: number): WatchedQuota {
  const real = quota({ limit, usage: () => 0 });
  const accounts: (string | undefined)[] = [];
  const ends = new Collector<string>();
  return {
    accounts,
    ends,
    usage: (account = ACCOUNT) => real.usage(account),
    guard: {
      async reserve(account, bytes, options) {
        accounts.push(account);
        return watch(await real.reserve(account, bytes, options), ends.add);
      },
      cancel: (account, id) => real.cancel(account, id),
      giveBack: (account, bytes, options) => real.giveBack(account, bytes, options),
      usage: (account) => real.usage(account),
      health: () => real.health(),
    },
  };
}

/** The account of the scenarios. */
export const ACCOUNT = 'ann';

function watch(reservation: Reservation, tell: (end: string) => void): Reservation {
  const { commit, release } = reservation;
  return Object.assign(reservation, {
    async commit(...args: Parameters<typeof commit>) {
      await commit.apply(reservation, args);
      tell(`commit ${args[0]}`);
    },
    async release() {
      await release.call(reservation);
      tell('release');
    },
  });
}
