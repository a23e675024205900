import { keepRenewing } from './lease-clock.ts';
import type { Ledger, SettleRequest } from './ledger.ts';

/** How many settlements may wait. While a ledger is unavailable, clients may fail without limit. */
const MAX_WAITING = 10_000;

/** A third attempt could come after the ledger has forgotten the first one, and would count twice. */
const ATTEMPTS = 2;

let waiting = 0;

/** Repeats a settlement that the ledger may not have recorded, after a third of its lease and after two thirds. */
export function settleLater(ledger: Pick<Ledger, 'settle'>, request: SettleRequest): void {
  if (waiting >= MAX_WAITING) return;
  waiting += 1;
  let left = ATTEMPTS;
  let isWaiting = true;
  const stop = keepRenewing({ renew }, request.lease);

  function renew(): void {
    left -= 1;
    if (left === 0) end();
    ledger.settle(request).then(end, () => undefined);
  }

  function end(): void {
    if (isWaiting) waiting -= 1;
    isWaiting = false;
    stop();
  }
}
