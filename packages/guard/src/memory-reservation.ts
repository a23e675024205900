import { checkWritten, expect, isLength } from './check.ts';
import type { ReplaceOptions, Reservation, ReserveOptions } from './guard.ts';
import type { AccountFigures } from './ledger.ts';

/** The figures of an account in memory, which its reservations change directly. */
export interface MemoryAccount {
  usedBytes: number;
  heldBytes: number;
  /** Reservations that have not ended. The ledger keeps an account as long as it has any. */
  reservations: number;
}

/** Returns the error for an upload that needs this many bytes more than there are. */
export type Refuse = (bytes: number, figures: AccountFigures, limit: number) => Error;

const DONE: Promise<void> = Promise.resolve();

/**
 * A reservation in a ledger of this process. Every change is synchronous, so it needs no id, no timer and no queue. It needs no lease
 * either, because the ledger ends with the process.
 */
export class MemoryReservation implements Reservation {
  bytes = 0;
  writtenBytes = 0;
  readonly #account: MemoryAccount;
  readonly #limit: number;
  readonly #refuse: Refuse;
  #replacedBytes = 0;
  #heldBytes = 0;
  #committedBytes = 0;
  #ended = false;

  constructor(account: MemoryAccount, limit: number, refuse: Refuse) {
    this.#account = account;
    this.#limit = limit;
    this.#refuse = refuse;
  }

  /** Reserves for the first time. Unlike `ensure`, it throws synchronously. */
  start(bytes: number, options?: ReserveOptions): void {
    this.writtenBytes = checkWritten(options);
    this.#hold(bytes, options);
    this.#account.reservations += 1;
  }

  ensure(bytes: number, options?: ReplaceOptions): Promise<void> {
    return settled(() => this.#hold(bytes, options));
  }

  wrote(bytes: number): void {
    this.writtenBytes = bytes;
  }

  commit(bytes: number, options?: ReplaceOptions): Promise<void> {
    if (this.#ended) return DONE;
    return settled(() => {
      this.#hold(bytes, options);
      this.#committedBytes = bytes - this.#replacedBytes;
      changeUsed(this.#account, this.#committedBytes);
      this.#end();
    });
  }

  undoCommit(): Promise<void> {
    changeUsed(this.#account, -this.#committedBytes);
    this.#committedBytes = 0;
    return DONE;
  }

  release(): Promise<void> {
    if (!this.#ended) this.#end();
    return DONE;
  }

  suspend(): Promise<void> {
    return this.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  #hold(bytes: number, options?: ReplaceOptions): void {
    const replacedBytes = options?.replacedBytes ?? this.#replacedBytes;
    expect(isLength(bytes), 'bytes', 'a whole number of bytes');
    expect(isLength(replacedBytes), 'replacedBytes', 'a whole number of bytes');
    if (this.#ended) throw new Error('The reservation has ended');
    const total = Math.max(bytes, this.bytes);
    const more = total - replacedBytes - this.#heldBytes;
    if (more > 0) {
      const { usedBytes, heldBytes } = this.#account;
      if (usedBytes + heldBytes + more > this.#limit) throw this.#refuse(more, this.#account, this.#limit);
      this.#account.heldBytes += more;
      this.#heldBytes += more;
    }
    this.bytes = total;
    this.#replacedBytes = replacedBytes;
  }

  #end(): void {
    this.#ended = true;
    this.#account.heldBytes -= this.#heldBytes;
    this.#account.reservations -= 1;
  }
}

/** Changes what an account has stored, to no less than 0. */
export function changeUsed(account: MemoryAccount, bytes: number): void {
  account.usedBytes = Math.max(0, account.usedBytes + bytes);
}

function settled(change: () => void): Promise<void> {
  try {
    change();
    return DONE;
  } catch (error) {
    return Promise.reject(error);
  }
}
