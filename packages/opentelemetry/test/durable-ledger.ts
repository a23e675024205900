import { type Ledger, MemoryLedger } from '@http507/guard';

/** A ledger that a quota treats as one outside of the process: its calls are timed, and its leases renewed. */
export function createDurableLedger(): { ledger: Ledger; breakOff: (error: Error) => void } {
  const memory = new MemoryLedger();
  let failure: Error | undefined;
  const call = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (failure) throw failure;
    return ask();
  };
  const ledger: Ledger = {
    durable: true,
    hold: (request) => call(() => memory.hold(request)),
    settle: (request) => call(() => memory.settle(request)),
    read: (account) => call(() => memory.read(account)),
    open: (account, usedBytes) => call(() => memory.open(account, usedBytes)),
  };
  return {
    ledger,
    breakOff: (error) => {
      failure = error;
    },
  };
}
