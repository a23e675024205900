import { randomUUID } from 'node:crypto';

import type { AllotmentSettings } from './allotment-settings.ts';
import { expect, isLength } from './check.ts';
import type { ReplaceOptions, Reservation } from './guard.ts';
import type { HoldResult } from './ledger.ts';
import { LedgerUnavailableError } from './ledger-unavailable-error.ts';

/** A lease is renewed so many times before it would be over. */
const RENEWALS = 3;

/** A hold in a ledger, renewed until it is settled. */
export class AllotmentReservation implements Reservation {
  bytes = 0;
  writtenBytes = 0;
  readonly #settings: AllotmentSettings;
  readonly #account: string;
  readonly #limit: number;
  readonly #id = randomUUID();
  #replacedBytes = 0;
  /** What the ledger has been asked to hold; what is replaced takes no room that is not taken already. */
  #held = 0;
  /** Whether the ledger may know of it. */
  #entered = false;
  #ended = false;
  #renewal: NodeJS.Timeout | undefined;
  /** One request to the ledger after the other: a renewal must not undo what a longer hold has just got. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: AllotmentSettings, account: string, limit: number) {
    this.#settings = settings;
    this.#account = account;
    this.#limit = limit;
  }

  async ensure(bytes: number, { replacedBytes = this.#replacedBytes }: ReplaceOptions = {}): Promise<void> {
    expect(isLength(bytes), 'bytes', 'a whole number of bytes');
    expect(isLength(replacedBytes), 'replacedBytes', 'a whole number of bytes');
    await this.#inTurn(async () => {
      if (this.#ended) throw new Error('The reservation has ended');
      const held = Math.max(0, Math.max(bytes, this.bytes) - replacedBytes);
      if (held > this.#held) await this.#hold(held);
      this.bytes = Math.max(bytes, this.bytes);
      this.#replacedBytes = replacedBytes;
    });
  }

  wrote(bytes: number): void {
    this.writtenBytes = bytes;
  }

  async commit(bytes: number, options: ReplaceOptions = {}): Promise<void> {
    if (this.#ended) return;
    const { replacedBytes = this.#replacedBytes } = options;
    if (!this.#covers(bytes, replacedBytes)) await this.ensure(bytes, options);
    await this.#inTurn(() => this.#settle(bytes - replacedBytes));
  }

  async release(): Promise<void> {
    // What fails now is over with its lease.
    await this.#inTurn(() => this.#settle(0)).catch(() => this.#end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  #covers(bytes: number, replacedBytes: number): boolean {
    return isLength(bytes) && bytes <= this.bytes && replacedBytes === this.#replacedBytes;
  }

  async #hold(held: number): Promise<void> {
    const { refuse } = this.#settings;
    try {
      const result = await this.#ask(held, this.#limit);
      if (!result.held) throw refuse(held - this.#held, result, this.#limit);
    } catch (error) {
      this.#passOn(error, held);
    }
    this.#held = held;
    this.#renewal ??= setInterval(() => this.#renew(), this.#settings.lease / RENEWALS).unref();
  }

  /** Asks the ledger, once more when it has had to be told of the account. */
  async #ask(bytes: number, quotaBytes: number): Promise<HoldResult> {
    const { ledger, lease, usage } = this.#settings;
    this.#entered = true;
    const account = this.#account;
    const request = { account, id: this.#id, bytes, quotaBytes, lease };
    const result = await ledger.hold(request);
    if (result) return result;
    await ledger.open(account, await usage(account));
    return (await ledger.hold(request)) ?? { held: false, usedBytes: 0, heldBytes: 0 };
  }

  /** Throws an error on, unless the upload is let in in spite of it. */
  #passOn(error: unknown, held: number): void {
    if (error instanceof LedgerUnavailableError) {
      if (this.#settings.admitUnasked) return;
      // It may have been entered without our hearing of it, or may yet be.
      if (held > 0 && this.#held === 0) void this.#cancel();
    }
    throw error;
  }

  async #cancel(): Promise<void> {
    const { ledger, lease } = this.#settings;
    await ledger.settle({ account: this.#account, id: this.#id, change: 0, lease }).catch(() => undefined);
  }

  #renew(): void {
    // It was let in once; that its lease lapsed while the ledger was away is no reason to end it now.
    this.#inTurn(async () => {
      if (!this.#ended) await this.#ask(this.#held, Infinity);
    }).catch(() => undefined);
  }

  async #settle(change: number): Promise<void> {
    const { ledger, lease, admitUnasked } = this.#settings;
    if (this.#ended) return;
    if (change !== 0 || this.#entered) {
      this.#entered = true;
      try {
        await ledger.settle({ account: this.#account, id: this.#id, change, lease });
      } catch (error) {
        if (!admitUnasked || !(error instanceof LedgerUnavailableError)) throw error;
      }
    }
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#renewal);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
