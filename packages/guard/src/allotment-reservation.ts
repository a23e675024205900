import { randomUUID } from 'node:crypto';

import type { AllotmentSettings } from './allotment-settings.ts';
import { checkId, checkWritten, expect, isLength } from './check.ts';
import type { ReplaceOptions, Reservation, ReserveOptions } from './guard.ts';
import { keepRenewing, type Renewable } from './lease-clock.ts';
import { LeaseWatch } from './lease-watch.ts';
import type { HoldResult, SettleRequest } from './ledger.ts';
import { LedgerUnavailableError } from './ledger-unavailable-error.ts';
import { settleLater } from './settle-later.ts';

/** A hold in a shared ledger, renewed until it is settled. */
export class AllotmentReservation implements Reservation, Renewable {
  bytes = 0;
  writtenBytes: number;
  readonly #settings: AllotmentSettings;
  readonly #account: string;
  readonly #limit: number;
  readonly #id: string;
  /** Whether later requests of the upload may continue this reservation. */
  readonly #resumable: boolean;
  #replacedBytes = 0;
  /** The bytes that the ledger holds: without the replaced bytes, which are counted already. */
  #held = 0;
  /** Whether the ledger may have recorded the hold. */
  #entered: boolean;
  #ended = false;
  /** Whether a commit failed that the ledger may have recorded. */
  #uncertain = false;
  /** The change that its commit has made to the account, in bytes. */
  #committed = 0;
  #stopRenewing: (() => void) | undefined;
  readonly #watch: LeaseWatch;
  /** Requests to the ledger run one after the other. Otherwise a renewal could undo a larger hold. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: AllotmentSettings, account: string, limit: number, options: ReserveOptions = {}) {
    const { id } = options;
    this.#settings = settings;
    this.#watch = new LeaseWatch(settings.subject, settings.lease);
    this.#account = account;
    this.#limit = limit;
    this.#resumable = id !== undefined;
    this.#id = id === undefined ? randomUUID() : checkId(id);
    this.#entered = this.#resumable;
    this.writtenBytes = checkWritten(options);
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

  async undoCommit(): Promise<void> {
    const change = -this.#committed;
    this.#committed = 0;
    if (change === 0) return;
    const { ledger, lease } = this.#settings;
    // With a new id, because a ledger remembers settled ids only for a while.
    const request = { account: this.#account, id: randomUUID(), change, lease };
    await this.#inTurn(() => ledger.settle(request)).catch(() => settleLater(ledger, request));
  }

  async release(): Promise<void> {
    await this.#inTurn(() => this.#settle(0)).catch(() => {
      this.#end();
      // The hold expires with its lease, but a recorded commit does not.
      if (this.#uncertain) settleLater(this.#settings.ledger, this.#settlement(0));
    });
  }

  async suspend(): Promise<void> {
    if (this.#resumable) await this.#inTurn(async () => this.#end());
    else await this.release();
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
    this.#stopRenewing ??= keepRenewing(this, this.#settings.lease);
  }

  /** Calls the ledger. If it does not know the account, opens the account and calls it again. */
  async #ask(bytes: number, quotaBytes: number): Promise<HoldResult> {
    const { ledger, lease, usage } = this.#settings;
    this.#watch.check(this.#held);
    this.#entered = true;
    const account = this.#account;
    const request = { account, id: this.#id, bytes, quotaBytes, lease };
    let askedAt = performance.now();
    let result = await ledger.hold(request);
    if (!result) {
      await ledger.open(account, await usage(account));
      askedAt = performance.now();
      result = await ledger.hold(request);
    }
    if (result?.held) this.#watch.confirm(askedAt);
    return result ?? { held: false, usedBytes: 0, heldBytes: 0 };
  }

  /** Rethrows an error, unless uploads are admitted while the ledger is unavailable. */
  #passOn(error: unknown, held: number): void {
    if (error instanceof LedgerUnavailableError) {
      if (this.#settings.admitOnError) return;
      // The ledger may have recorded the hold, or may still record it.
      if (held > 0 && this.#held === 0) void this.#cancel();
    }
    throw error;
  }

  async #cancel(): Promise<void> {
    await this.#settings.ledger.settle(this.#settlement(0)).catch(() => undefined);
  }

  #settlement(change: number): SettleRequest {
    return { account: this.#account, id: this.#id, change, lease: this.#settings.lease };
  }

  renew(): void {
    // Without a limit: an admitted upload continues even if its lease has expired meanwhile.
    this.#inTurn(async () => {
      if (!this.#ended) await this.#ask(this.#held, Infinity);
    }).catch(() => undefined);
  }

  async #settle(change: number): Promise<void> {
    const { ledger, admitOnError } = this.#settings;
    if (this.#ended) return;
    if (change !== 0 || this.#entered) {
      this.#watch.check(this.#held);
      this.#entered = true;
      try {
        await ledger.settle(this.#settlement(change));
        this.#committed = change;
      } catch (error) {
        this.#uncertain ||= change !== 0;
        if (!admitOnError || !(error instanceof LedgerUnavailableError)) throw error;
      }
    }
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#stopRenewing?.();
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
