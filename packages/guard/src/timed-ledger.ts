import { channel } from 'node:diagnostics_channel';

import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
import { LedgerUnavailableError } from './ledger-unavailable-error.ts';

/** A ledger has answered, or has failed to. */
export interface LedgerCallEvent {
  readonly call: 'hold' | 'settle' | 'read' | 'open';
  /** How long it took, in milliseconds. */
  readonly duration: number;
  /** The driver's error, or one with the code `ETIMEDOUT`. Absent if the call succeeded. */
  readonly error?: unknown;
}

/** How long a ledger may take to answer, in milliseconds. */
const MAX_TIME = 2_000;

const errors = channel('http507:ledger-error');
const calls = channel('http507:ledger-call');

/**
 * Limits how long a ledger may take and turns every failure into a LedgerUnavailableError. Publishes every call on the diagnostics channel
 * `http507:ledger-call`, and every failure on `http507:ledger-error`. Logs once when the ledger becomes unavailable, and once when it is available again.
 */
export class TimedLedger {
  readonly #ledger: Ledger;
  readonly #log: boolean;
  #available = true;

  constructor(ledger: Ledger, log: boolean) {
    this.#ledger = ledger;
    this.#log = log;
  }

  hold(request: HoldRequest): Promise<HoldResult | undefined> {
    return this.#ask('hold', () => this.#ledger.hold(request));
  }

  settle(request: SettleRequest): Promise<void> {
    return this.#ask('settle', () => this.#ledger.settle(request));
  }

  read(account: string): Promise<AccountFigures | undefined> {
    return this.#ask('read', () => this.#ledger.read(account));
  }

  open(account: string, usedBytes: number): Promise<void> {
    return this.#ask('open', () => this.#ledger.open(account, usedBytes));
  }

  async #ask<T>(name: LedgerCallEvent['call'], call: () => Promise<T>): Promise<T> {
    // Unreferenced, because the ledger's own connection keeps the process alive.
    let timer: NodeJS.Timeout | undefined;
    const start = performance.now();
    const publish = (outcome: Pick<LedgerCallEvent, 'error'>): void => {
      if (!calls.hasSubscribers) return;
      calls.publish({
        call: name,
        duration: performance.now() - start,
        ...outcome,
      } satisfies LedgerCallEvent);
    };
    const late = new Promise<never>((_, reject) => {
      // Node runs timers before it reads sockets. The immediate lets a process that was suspended or busy read an answer that has arrived.
      timer = setTimeout(() => setImmediate(() => reject(noAnswer())), MAX_TIME).unref();
    });
    try {
      const answer = await Promise.race([call(), late]);
      publish({});
      this.#note(true);
      return answer;
    } catch (error) {
      publish({ error });
      this.#note(false, error);
      throw new LedgerUnavailableError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #note(available: boolean, error?: unknown): void {
    if (!available && errors.hasSubscribers) errors.publish({ error });
    if (available === this.#available) return;
    this.#available = available;
    if (!this.#log) return;
    if (available) console.warn('Storage ledger: available again');
    else console.error('Storage ledger: unavailable', error);
  }
}

function noAnswer(): Error {
  return Object.assign(new Error(`no answer within ${MAX_TIME} ms`), { code: 'ETIMEDOUT' });
}
