/**
 * Records for every account what is stored and what uploads in progress hold. Every method is atomic. A hold expires with its
 * lease.
 */
export interface Ledger {
  /** Whether the ledger outlives the process. If not, accounts must be opened again after a restart. */
  readonly durable: boolean;
  /** Sets the bytes that one upload holds and starts its lease. Returns undefined for an unknown account. */
  hold(request: HoldRequest): Promise<HoldResult | undefined>;
  /**
   * Ends a hold, if it still exists, and changes what the account has stored, to no less than 0. Of several settlements with the same id
   * within one lease the last one counts, because a settlement that seemed to fail may have succeeded, and a driver may send one twice.
   * A change of 0 undoes the others, also those that arrive later, until the id holds bytes again. Does nothing for an unknown account.
   */
  settle(request: SettleRequest): Promise<void>;
  /** Returns an account's figures, or undefined for an unknown account. */
  read(account: string): Promise<AccountFigures | undefined>;
  /** Creates an account, unless it exists. */
  open(account: string, usedBytes: number): Promise<void>;
}

/** A request to hold bytes for an upload. */
export interface HoldRequest {
  readonly account: string;
  /** The upload's id: letters, digits and hyphens. */
  readonly id: string;
  /** The total to hold, in bytes. Refused if it does not fit, unless it is 0 or not more than the upload holds already. */
  readonly bytes: number;
  /** The account's quota, in bytes. `Infinity` always succeeds. */
  readonly quotaBytes: number;
  /** How long the hold lasts, in milliseconds. */
  readonly lease: number;
}

/** The result of a HoldRequest. */
export interface HoldResult extends AccountFigures {
  readonly held: boolean;
}

/** An account's figures, in bytes. */
export interface AccountFigures {
  readonly usedBytes: number;
  /** Held by uploads, without expired holds. */
  readonly heldBytes: number;
}

/** A request to count an upload that ended or a file that was deleted. */
export interface SettleRequest {
  readonly account: string;
  /** The id of the upload or the change: letters, digits and hyphens. */
  readonly id: string;
  /** The change of what is stored, in bytes. */
  readonly change: number;
  /** How long a repetition is recognized, in milliseconds. */
  readonly lease: number;
}
