import { type Kind, StorageExhaustedError } from '@http507/core';

import type { GuardUsage } from './guard.ts';
import { readVolume, type VolumeFigures } from './volume.ts';
import type { Watermarks } from './watermarks.ts';

/** For how long a volume's figures are believed, in milliseconds, unless an upload would be refused by them. */
const MAX_AGE = 250;

/** What is to come on top of what a volume's figures show as used. */
interface Debt {
  bytes: number;
  inodes: number;
}

/** An upload to which something is owed, as far as its books are concerned; in bytes. */
export interface Creditor {
  /** What the volume is to have room for, in whole blocks; the books set it. */
  promisedBytes: number;
  /** How much of that the volume's figures show as used; the books set it. */
  shownBytes: number;
  /** What has surely reached the volume by now. */
  readonly arrivedBytes: number;
}

/** What a volume has room for, and what of it has been promised. */
export class VolumeBooks {
  readonly #path: string;
  readonly #reserve: number | string;
  readonly #diskMarks: Watermarks;
  readonly #inodeMarks: Watermarks;
  readonly #creditors = new Set<Creditor>();
  /** To uploads under way, and for those that have ended since the figures were taken. */
  readonly #owed: Debt = { bytes: 0, inodes: 0 };
  /** The second part of it. */
  readonly #settled: Debt = { bytes: 0, inodes: 0 };
  #figures: VolumeFigures | undefined;
  #takenAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param reserve - what is to stay free, in bytes or percent */
  constructor(path: string, reserve: number | string, diskMarks: Watermarks, inodeMarks: Watermarks) {
    this.#path = path;
    this.#reserve = reserve;
    this.#diskMarks = diskMarks;
    this.#inodeMarks = inodeMarks;
  }

  /**
   * Promises an upload that it may be so long.
   *
   * @throws StorageExhaustedError when there is no such room
   */
  async promise(creditor: Creditor, bytes: number): Promise<void> {
    if (performance.now() - this.#takenAt > MAX_AGE) await this.look();
    if (this.#lacking(creditor, bytes)) {
      // A file may have been removed just now.
      await this.look();
      const kind = this.#lacking(creditor, bytes);
      if (kind) throw this.#exhausted(bytes, kind);
    }
    const promisedBytes = this.#inBlocks(bytes);
    this.#owed.bytes += promisedBytes - creditor.promisedBytes;
    this.#owed.inodes += this.#creditors.has(creditor) ? 0 : 1;
    this.#creditors.add(creditor);
    creditor.promisedBytes = promisedBytes;
    this.#noteMarks();
  }

  /** Ends a promise. What the upload has written is owed until the volume's figures show it. */
  settle(creditor: Creditor, bytes: number): void {
    if (!this.#creditors.delete(creditor)) return;
    const { promisedBytes, shownBytes } = creditor;
    const unseenBytes = Math.max(0, Math.min(this.#inBlocks(bytes), promisedBytes) - shownBytes);
    this.#owed.bytes += unseenBytes - (promisedBytes - shownBytes);
    this.#settled.bytes += unseenBytes;
    this.#settled.inodes += 1;
  }

  async usage(): Promise<GuardUsage> {
    await this.look();
    const { usedBytes } = this.#volume;
    return {
      usedBytes,
      reservedBytes: this.#owed.bytes,
      availableBytes: Math.max(0, this.#roomBytes - this.#owed.bytes),
    };
  }

  /** Takes the volume's figures anew: as they are after the call, and once for all who call while others wait. */
  look(): Promise<void> {
    if (this.#running) {
      this.#next ??= this.#running
        .catch(() => undefined)
        .then(() => {
          this.#next = undefined;
          return this.look();
        });
      return this.#next;
    }
    this.#running = this.#takeFigures().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #takeFigures(): Promise<void> {
    // From before, because what arrives while the volume is asked may not be in its answer.
    const settled = { ...this.#settled };
    const arrived = [...this.#creditors].map((creditor) => ({
      creditor,
      bytes: creditor.arrivedBytes,
    }));
    this.#figures = await readVolume(this.#path);
    this.#takenAt = performance.now();
    for (const { creditor, bytes } of arrived) {
      if (!this.#creditors.has(creditor)) continue;
      this.#owed.bytes -= bytes - creditor.shownBytes;
      creditor.shownBytes = bytes;
    }
    for (const debt of [this.#owed, this.#settled]) {
      debt.bytes -= settled.bytes;
      debt.inodes -= settled.inodes;
    }
    this.#noteMarks();
  }

  /** Returns what there is too little of for an upload of so many bytes, if anything. */
  #lacking(creditor: Creditor, bytes: number): Kind | undefined {
    const moreBytes = this.#inBlocks(bytes) - creditor.promisedBytes;
    if (moreBytes > this.#roomBytes - this.#owed.bytes) return 'disk';
    if (this.#creditors.has(creditor)) return undefined;
    return this.#volume.freeInodes - this.#owed.inodes < 1 ? 'inodes' : undefined;
  }

  #exhausted(bytes: number, kind: Kind): StorageExhaustedError {
    const { freeBytes, freeInodes } = this.#volume;
    return new StorageExhaustedError(
      `${bytes} bytes do not fit: ${freeBytes} bytes and ${freeInodes} inodes are free, ${this.#owed.bytes} bytes of them promised`,
      { reason: 'capacity', kind, resource: this.#path },
    );
  }

  get #volume(): VolumeFigures {
    return this.#figures as VolumeFigures;
  }

  /** What uploads may take of what is free, promised or not. */
  get #roomBytes(): number {
    const { usedBytes, freeBytes } = this.#volume;
    const reserve = this.#reserve;
    const reservedBytes =
      typeof reserve === 'number' ? reserve : ((usedBytes + freeBytes) * Number.parseFloat(reserve)) / 100;
    return Math.floor(freeBytes - reservedBytes);
  }

  /** A file takes whole blocks, and one for what the file system has to write about it. */
  #inBlocks(bytes: number): number {
    const { blockBytes } = this.#volume;
    return (Math.ceil(bytes / blockBytes) + 1) * blockBytes;
  }

  #noteMarks(): void {
    const { usedBytes, usedInodes, freeInodes } = this.#volume;
    this.#diskMarks.note((usedBytes + this.#owed.bytes) / (usedBytes + this.#roomBytes));
    this.#inodeMarks.note((usedInodes + this.#owed.inodes) / (usedInodes + freeInodes));
  }
}
