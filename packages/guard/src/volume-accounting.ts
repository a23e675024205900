import { type Kind, StorageExhaustedError } from '@http507/core';

import type { GuardUsage } from './guard.ts';
import { readVolume, type VolumeFigures } from './volume.ts';
import { publishVolume } from './volume-event.ts';
import type { Watermarks } from './watermarks.ts';

/** How long a volume's figures are valid, in milliseconds. Before an upload is refused, they are always read again. */
const MAX_AGE = 250;

/** Bytes and inodes that uploads will use and the volume's figures do not show yet. */
interface Pending {
  bytes: number;
  inodes: number;
}

/** An upload in progress, as the accounting sees it. In bytes. */
export interface PendingUpload {
  /** The reservation, in whole blocks. Set by the accounting. */
  reservedBytes: number;
  /** How much of it the volume's figures show. Set by the accounting. */
  shownBytes: number;
  /** How much has certainly reached the volume. */
  readonly arrivedBytes: number;
}

/** Settings of a VolumeAccounting. */
export interface VolumeSettings {
  readonly path: string;
  readonly name: string;
  /** What must stay free, in bytes or percent. */
  readonly reserve: number | string;
}

/** Keeps track of a volume's room and of what uploads have reserved. */
export class VolumeAccounting {
  readonly #settings: VolumeSettings;
  readonly #diskMarks: Watermarks;
  readonly #inodeMarks: Watermarks;
  readonly #uploads = new Set<PendingUpload>();
  /** Of uploads in progress, and of uploads that have ended since the figures were read. */
  readonly #pending: Pending = { bytes: 0, inodes: 0 };
  /** Only of uploads that have ended. */
  readonly #ended: Pending = { bytes: 0, inodes: 0 };
  #figures: VolumeFigures | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(settings: VolumeSettings, diskMarks: Watermarks, inodeMarks: Watermarks) {
    this.#settings = settings;
    this.#diskMarks = diskMarks;
    this.#inodeMarks = inodeMarks;
  }

  /**
   * Reserves room for an upload of this length. Returns a promise only if it has to read the volume's figures.
   *
   * @throws StorageExhaustedError (as a rejection) if there is no room
   */
  reserve(upload: PendingUpload, bytes: number): Promise<void> | undefined {
    if (performance.now() - this.#readAt > MAX_AGE || this.#lacking(upload, bytes)) {
      return this.#reserveLater(upload, bytes);
    }
    this.#add(upload, bytes);
    return undefined;
  }

  /** Ends a reservation. The bytes written stay pending until the volume's figures show them. */
  settle(upload: PendingUpload, bytes: number): void {
    if (!this.#uploads.delete(upload)) return;
    const { reservedBytes, shownBytes } = upload;
    const unseenBytes = Math.max(0, Math.min(this.#inBlocks(bytes), reservedBytes) - shownBytes);
    this.#pending.bytes += unseenBytes - (reservedBytes - shownBytes);
    this.#ended.bytes += unseenBytes;
    this.#ended.inodes += 1;
  }

  async usage(): Promise<GuardUsage> {
    await this.refresh();
    return this.#usage;
  }

  /** Returns whether not even a file of one byte fits. */
  async isFull(): Promise<boolean> {
    await this.refresh();
    return this.#lacking({ reservedBytes: 0, shownBytes: 0, arrivedBytes: 0 }, 1) !== undefined;
  }

  /** Reads the volume's figures as they are after this call. Callers that wait share one read. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#next ??= this.#running
        .catch(() => undefined)
        .then(() => {
          this.#next = undefined;
          return this.refresh();
        });
      return this.#next;
    }
    this.#running = this.#readFigures().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #reserveLater(upload: PendingUpload, bytes: number): Promise<void> {
    if (performance.now() - this.#readAt > MAX_AGE) await this.refresh();
    if (this.#lacking(upload, bytes)) {
      // A file may have been deleted just now.
      await this.refresh();
      const kind = this.#lacking(upload, bytes);
      if (kind) throw this.#exhausted(bytes, kind);
    }
    this.#add(upload, bytes);
  }

  #add(upload: PendingUpload, bytes: number): void {
    const reservedBytes = this.#inBlocks(bytes);
    this.#pending.bytes += reservedBytes - upload.reservedBytes;
    this.#pending.inodes += this.#uploads.has(upload) ? 0 : 1;
    this.#uploads.add(upload);
    upload.reservedBytes = reservedBytes;
    this.#checkWatermarks();
  }

  async #readFigures(): Promise<void> {
    // Read before the call, because bytes that arrive during the call may not be in its result.
    const ended = { ...this.#ended };
    const arrived = [...this.#uploads].map((upload) => ({ upload, bytes: upload.arrivedBytes }));
    this.#figures = await readVolume(this.#settings.path);
    this.#readAt = performance.now();
    for (const { upload, bytes } of arrived) {
      if (!this.#uploads.has(upload)) continue;
      this.#pending.bytes -= bytes - upload.shownBytes;
      upload.shownBytes = bytes;
    }
    for (const pending of [this.#pending, this.#ended]) {
      pending.bytes -= ended.bytes;
      pending.inodes -= ended.inodes;
    }
    this.#checkWatermarks();
    publishVolume(this.#settings.name, this.#usage, this.#volume);
  }

  /** Returns which kind of room is missing for an upload of this length, if any. */
  #lacking(upload: PendingUpload, bytes: number): Kind | undefined {
    const moreBytes = this.#inBlocks(bytes) - upload.reservedBytes;
    if (moreBytes > this.#roomBytes - this.#pending.bytes) return 'disk';
    if (this.#uploads.has(upload)) return undefined;
    return this.#volume.freeInodes - this.#pending.inodes < 1 ? 'inodes' : undefined;
  }

  #exhausted(bytes: number, kind: Kind): StorageExhaustedError {
    const { freeBytes, freeInodes } = this.#volume;
    return new StorageExhaustedError(
      `${bytes} bytes do not fit: ${freeBytes} bytes and ${freeInodes} inodes are free, ${this.#pending.bytes} bytes are reserved`,
      { reason: 'capacity', kind, resource: this.#settings.path },
    );
  }

  get #volume(): VolumeFigures {
    return this.#figures as VolumeFigures;
  }

  get #usage(): GuardUsage {
    return {
      usedBytes: this.#volume.usedBytes,
      reservedBytes: this.#pending.bytes,
      availableBytes: Math.max(0, this.#roomBytes - this.#pending.bytes),
    };
  }

  /** Returns how much of the free space uploads may use, including reserved room. */
  get #roomBytes(): number {
    const { usedBytes, freeBytes } = this.#volume;
    const { reserve } = this.#settings;
    const reservedBytes =
      typeof reserve === 'number' ? reserve : ((usedBytes + freeBytes) * Number.parseFloat(reserve)) / 100;
    return Math.floor(freeBytes - reservedBytes);
  }

  /** A file uses whole blocks, plus one for the file system's own records. */
  #inBlocks(bytes: number): number {
    const { blockBytes } = this.#volume;
    return (Math.ceil(bytes / blockBytes) + 1) * blockBytes;
  }

  #checkWatermarks(): void {
    const { usedBytes, usedInodes, freeInodes } = this.#volume;
    this.#diskMarks.note((usedBytes + this.#pending.bytes) / (usedBytes + this.#roomBytes));
    this.#inodeMarks.note((usedInodes + this.#pending.inodes) / (usedInodes + freeInodes));
  }
}
