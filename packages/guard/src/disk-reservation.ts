import { expect, isLength } from './check.ts';
import type { Reservation } from './guard.ts';
import type { PendingUpload, VolumeAccounting } from './volume-accounting.ts';

/** How much of the written bytes may still be in stream buffers, in bytes. */
const MAX_BUFFERED = 1024 * 1024;

const DONE: Promise<void> = Promise.resolve();

/** A reservation of room on a volume. The replaced version makes no difference, because it stays until the new one is in place. */
export class DiskReservation implements Reservation, PendingUpload {
  bytes = 0;
  writtenBytes: number;
  reservedBytes: number;
  shownBytes: number;
  readonly #accounting: VolumeAccounting;
  readonly #earlierBytes: number;
  #ended = false;

  /** @param earlierBytes - what earlier requests of the upload have stored, which the volume's figures show */
  constructor(accounting: VolumeAccounting, earlierBytes: number) {
    this.#accounting = accounting;
    this.#earlierBytes = earlierBytes;
    this.writtenBytes = earlierBytes;
    this.reservedBytes = earlierBytes;
    this.shownBytes = earlierBytes;
  }

  get arrivedBytes(): number {
    return Math.max(this.#earlierBytes, this.writtenBytes - MAX_BUFFERED);
  }

  ensure(bytes: number): Promise<void> {
    try {
      expect(isLength(bytes), 'bytes', 'a whole number of bytes');
      if (this.#ended) throw new Error('The reservation has ended');
      // The first time even for 0 bytes, because a file uses an inode.
      if (bytes <= this.bytes && this.reservedBytes > 0) return DONE;
      const reserved = this.#accounting.reserve(this, bytes);
      if (reserved) return reserved.then(() => this.#grow(bytes));
      this.#grow(bytes);
      return DONE;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  wrote(bytes: number): void {
    this.writtenBytes = bytes;
  }

  async commit(bytes: number): Promise<void> {
    if (this.#ended) return;
    await this.ensure(bytes);
    this.#end(bytes);
  }

  undoCommit(): Promise<void> {
    // The volume's own figures show it.
    return DONE;
  }

  release(): Promise<void> {
    this.#end(this.writtenBytes);
    return DONE;
  }

  suspend(): Promise<void> {
    return this.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  #grow(bytes: number): void {
    this.bytes = Math.max(bytes, this.bytes);
  }

  #end(bytes: number): void {
    if (!this.#ended) this.#accounting.settle(this, bytes);
    this.#ended = true;
  }
}
