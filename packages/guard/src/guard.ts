import type { GuardHealth } from './guard-health.ts';

/** Admits uploads while there is room for them. */
export interface Guard {
  /**
   * Reserves room for an upload, before any of it is read.
   *
   * @param account - the account that uploads. Only quotas need it
   * @param bytes - the announced length; 0 if the upload announces none
   * @throws StorageExhaustedError if there is no room
   */
  reserve(account: string | undefined, bytes: number, options?: ReserveOptions): Promise<Reservation>;
  /**
   * Releases what is reserved for an upload with an id, because the upload was deleted or has expired. Does nothing if nothing is.
   *
   * @param id - the `id` with which it was reserved
   */
  cancel(account: string | undefined, id: string): Promise<void>;
  /**
   * Counts bytes as free again, because a file was deleted.
   *
   * @param bytes - a negative number undoes this
   */
  giveBack(account: string | undefined, bytes: number, options?: GiveBackOptions): Promise<void>;
  /** Returns how much room is used. */
  usage(account: string | undefined): Promise<GuardUsage>;
  /** Returns whether the guard can admit uploads now. Never rejects. */
  health(): Promise<GuardHealth>;
}

/** Options for files that were deleted. */
export interface GiveBackOptions {
  /**
   * `true` resolves even if the ledger is unavailable, and repeats the request until two thirds of a lease have passed. For a file that is
   * already gone.
   */
  readonly repeat?: boolean | undefined;
}

/** Options for uploads that replace a file. */
export interface ReplaceOptions {
  /** The length of the version that the upload replaces, in bytes. 0 by default. */
  readonly replacedBytes?: number | undefined;
}

/** Options of a reservation. */
export interface ReserveOptions extends ReplaceOptions {
  /**
   * Names an upload that takes several requests: 1 to 255 letters, digits and hyphens. Reserving again with the same id continues the
   * reservation, in any process that shares the ledger.
   */
  readonly id?: string | undefined;
  /** How much of the upload earlier requests have stored, in bytes. 0 by default. */
  readonly writtenBytes?: number | undefined;
}

/** Room reserved for one upload, until it is committed or released. */
export interface Reservation extends AsyncDisposable {
  /** The length that is reserved, in bytes. */
  readonly bytes: number;
  /** The bytes passed on to the storage so far, as reported to `wrote`. */
  readonly writtenBytes: number;
  /**
   * Extends the reservation to a length.
   *
   * @param bytes - the total length, not the remainder
   * @throws StorageExhaustedError if there is no room. The reservation then stays as it was
   */
  ensure(bytes: number, options?: ReplaceOptions): Promise<void>;
  /** Reports how many bytes have been passed on to the storage in total. The disk's own figures start to show them. */
  wrote(bytes: number): void;
  /**
   * Counts the upload as stored and ends the reservation. Call this after all bytes have been written and before the file is renamed, because
   * a commit can be refused if the upload is longer than reserved. After the reservation has ended, it does nothing, so a file stored after
   * a release is not counted.
   *
   * @param bytes - the actual length of the upload
   * @throws StorageExhaustedError if there is no room. The reservation must then still be released
   */
  commit(bytes: number, options?: ReplaceOptions): Promise<void>;
  /**
   * Undoes a commit, because the file could not be renamed. Does nothing before a commit. Never rejects: if the ledger is unavailable, the
   * upload stays counted.
   */
  undoCommit(): Promise<void>;
  /** Ends the reservation of an upload that failed and whose part was removed. Never rejects. Does nothing after the reservation has ended. */
  release(): Promise<void>;
  /**
   * Ends the reservation between two requests of an upload with an id: its room in the ledger stays reserved until the lease ends. A disk's
   * room does not. Without an id it releases. Never rejects. Does nothing after the reservation has ended.
   */
  suspend(): Promise<void>;
}

/** Usage of a guard, in bytes. */
export interface GuardUsage {
  /** Stored. */
  readonly usedBytes: number;
  /** Reserved for uploads in progress. */
  readonly reservedBytes: number;
  /** What can still be reserved (RFC 4331, `quota-available-bytes`). */
  readonly availableBytes: number;
  /** The account's quota. Absent if there is none. */
  readonly quotaBytes?: number;
}
