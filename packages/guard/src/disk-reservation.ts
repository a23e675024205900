import { expect, isLength } from './check.ts';
import type { Reservation } from './guard.ts';
import type { Creditor, VolumeBooks } from './volume-books.ts';

/** How much of what was written may still be on its way through streams' buffers, in bytes. */
const MAX_BUFFERED = 1024 * 1024;

/** What a volume's books owe to one upload. What it replaces is of no use to it: the old version stays until the new one is there. */
export class DiskReservation implements Reservation, Creditor {
  bytes = 0;
  writtenBytes = 0;
  promisedBytes = 0;
  shownBytes = 0;
  readonly #books: VolumeBooks;
  #ended = false;

  constructor(books: VolumeBooks) {
    this.#books = books;
  }

  get arrivedBytes(): number {
    return Math.max(0, this.writtenBytes - MAX_BUFFERED);
  }

  async ensure(bytes: number): Promise<void> {
    expect(isLength(bytes), 'bytes', 'a whole number of bytes');
    if (this.#ended) throw new Error('The reservation has ended');
    // The first time even for no bytes, because a file takes an inode.
    if (bytes > this.bytes || this.promisedBytes === 0) await this.#books.promise(this, bytes);
    this.bytes = Math.max(bytes, this.bytes);
  }

  wrote(bytes: number): void {
    this.writtenBytes = bytes;
  }

  async commit(bytes: number): Promise<void> {
    if (this.#ended) return;
    await this.ensure(bytes);
    this.#end(bytes);
  }

  async release(): Promise<void> {
    this.#end(this.writtenBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  #end(bytes: number): void {
    if (!this.#ended) this.#books.settle(this, bytes);
    this.#ended = true;
  }
}
