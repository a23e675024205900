/** Lets uploads in as long as there is room for them. */
export interface Guard {
  /**
   * Promises room to an upload, of which nothing has been read yet.
   *
   * @param account - whose upload it is; only a quota needs to know
   * @param bytes - how much the upload announces; 0 when it does not say
   * @throws StorageExhaustedError when there is no such room
   */
  reserve(account: string | undefined, bytes: number, options?: ReplaceOptions): Promise<Reservation>;
  /**
   * Counts bytes as free again, because a file has gone.
   *
   * @param bytes - negative to take that back
   */
  giveBack(account: string | undefined, bytes: number): Promise<void>;
  /** Returns how much of the room is used. */
  usage(account: string | undefined): Promise<GuardUsage>;
}

/** What an upload takes the place of. */
export interface ReplaceOptions {
  /** The length of the version that goes once the upload is stored, in bytes; 0 by default. */
  readonly replacedBytes?: number | undefined;
}

/** The room that one upload has been promised, until it is committed or released. */
export interface Reservation extends AsyncDisposable {
  /** How long the upload may be so far, in bytes. */
  readonly bytes: number;
  /** How much of it is on its way to the storage, in bytes, as `wrote` was told. */
  readonly writtenBytes: number;
  /**
   * Makes sure that the upload may be so long.
   *
   * @param bytes - the length in all, not what is to come
   * @throws StorageExhaustedError when there is no such room; what was promised before stays
   */
  ensure(bytes: number, options?: ReplaceOptions): Promise<void>;
  /** Notes how many bytes are on their way to the storage, in all: a disk's own figures begin to show them. */
  wrote(bytes: number): void;
  /**
   * Counts the upload as stored, and ends the reservation. To be called when all of it has been written, and before it
   * is put in its place: where it turns out to be longer than promised, there may be no room. Once the reservation has ended, it
   * does nothing: what is stored after a release is not counted.
   *
   * @param bytes - how long the upload really is
   * @throws StorageExhaustedError when there is no such room; the reservation is then still to be released
   */
  commit(bytes: number, options?: ReplaceOptions): Promise<void>;
  /** Ends the reservation: the upload has failed, and what was written of it is gone. Never rejects; after the end it does nothing. */
  release(): Promise<void>;
}

/** How much of a guard's room is used, in bytes. */
export interface GuardUsage {
  /** Stored. */
  readonly usedBytes: number;
  /** Promised to uploads that are under way. */
  readonly reservedBytes: number;
  /** What can still be promised (RFC 4331, `quota-available-bytes`). */
  readonly availableBytes: number;
  /** All that the account may have; absent where there is no quota. */
  readonly quotaBytes?: number;
}
