/**
 * Keeps the books of every account: what is stored, and what is held for uploads under way. Each method is atomic. Once
 * its lease is over a hold counts no more.
 */
export interface Ledger {
  /** Whether it outlives the process; one that does not must be told of an account's usage again. */
  readonly durable: boolean;
  /** Sets what one upload holds, in place of what it has held, and starts its lease. Undefined for an account that it does not know. */
  hold(request: HoldRequest): Promise<HoldResult | undefined>;
  /**
   * Ends a hold, if it is still there, and changes what the account has stored, to no less than 0. Of several with the same id
   * within the lease the last one counts, because one that seemed to fail may have been done, and a driver may send one twice.
   * Does nothing for an account that it does not know.
   */
  settle(request: SettleRequest): Promise<void>;
  /** Returns an account's figures, or undefined when it does not know the account. */
  read(account: string): Promise<AccountFigures | undefined>;
  /** Enters an account, unless it is there. */
  open(account: string, usedBytes: number): Promise<void>;
}

/** An upload wants room. */
export interface HoldRequest {
  readonly account: string;
  /** Of the upload: letters, digits and hyphens. */
  readonly id: string;
  /** How much it wants to hold in all, in bytes: refused when that does not fit, and is more than it holds and than 0. */
  readonly bytes: number;
  /** What the account may have, in bytes; `Infinity` holds in any case. */
  readonly quotaBytes: number;
  /** For how long it holds, in milliseconds. */
  readonly lease: number;
}

/** What became of a HoldRequest. */
export interface HoldResult extends AccountFigures {
  readonly held: boolean;
}

/** What an account has, in bytes. */
export interface AccountFigures {
  readonly usedBytes: number;
  /** By uploads whose lease is not over. */
  readonly heldBytes: number;
}

/** An upload has ended, or a file has gone. */
export interface SettleRequest {
  readonly account: string;
  /** Of the upload, or of the change: letters, digits and hyphens. */
  readonly id: string;
  /** How much more, or less, is stored from now on. */
  readonly change: number;
  /** For how long a repetition is recognized, in milliseconds. */
  readonly lease: number;
}
