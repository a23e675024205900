import { StorageExhaustedError } from '@http507/core';

/** The room that one upload has been promised. */
export interface Claim {
  /** Counts bytes that have arrived; throws StorageExhaustedError where the room ends. */
  take(bytes: number): void;
  /** Ends the claim: what has arrived is now the file. */
  settle(): void;
  /** Ends the claim: the upload has failed. */
  release(): void;
}

interface Entry {
  stored: number;
  /** What the uploads to this name have been promised, together. */
  claimed: number;
}

/**
 * Counts the bytes of a volume, those of uploads under way included, so that two uploads which each fit are not both
 * let in. A name takes what is stored under it or what is being uploaded to it, whichever is more: an upload replaces
 * the file, so that only the difference counts.
 */
export class Room {
  readonly #entries = new Map<string, Entry>();
  readonly #capacityBytes: number;
  readonly #resource: string;
  #taken = 0;

  /** @param resource - which volume this is; for logs only */
  constructor(capacityBytes: number, resource: string) {
    this.#capacityBytes = capacityBytes;
    this.#resource = resource;
  }

  /** The bytes that nothing has taken; negative when the folder held more than it may from the start. */
  get free(): number {
    return this.#capacityBytes - this.#taken;
  }

  /** The bytes that the largest upload can have, which is one that replaces the largest file. */
  get most(): number {
    return this.free + Math.max(0, ...[...this.#entries.values()].map(taken));
  }

  /** Notes that a file is there, or is gone (0 bytes). */
  store(name: string, bytes: number): void {
    this.#change(name, (entry) => {
      entry.stored = bytes;
    });
  }

  /**
   * Promises room to an upload, whose real length may still turn out to be another.
   *
   * @throws StorageExhaustedError when there is no such room
   */
  claim(name: string, expectedBytes: number): Claim {
    let promised = 0;
    let arrived = 0;
    const grow = (bytes: number): void => {
      const { stored, claimed } = this.#entries.get(name) ?? { stored: 0, claimed: 0 };
      const more = Math.max(stored, claimed + bytes) - Math.max(stored, claimed);
      // What takes nothing more is let in, even where the folder holds more than it may.
      if (more > 0 && more > this.free) throw this.exhausted(more);
      this.#change(name, (entry) => {
        entry.claimed += bytes;
      });
      promised += bytes;
    };
    const end = (stored?: number): void => {
      this.#change(name, (entry) => {
        entry.claimed -= promised;
        if (stored !== undefined) entry.stored = stored;
      });
      promised = 0;
    };
    grow(expectedBytes);
    return {
      take: (bytes) => {
        if (arrived + bytes > promised) grow(arrived + bytes - promised);
        arrived += bytes;
      },
      settle: () => end(arrived),
      release: () => end(),
    };
  }

  /** Returns the error that refuses so many bytes. */
  exhausted(bytes: number): StorageExhaustedError {
    return new StorageExhaustedError(
      `${bytes} bytes more do not fit into ${this.free} of ${this.#capacityBytes}`,
      {
        reason: 'capacity',
        kind: 'disk',
        resource: this.#resource,
      },
    );
  }

  #change(name: string, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(name) ?? { stored: 0, claimed: 0 };
    this.#taken -= taken(entry);
    change(entry);
    this.#taken += taken(entry);
    if (taken(entry) > 0) this.#entries.set(name, entry);
    else this.#entries.delete(name);
  }
}

function taken({ stored, claimed }: Entry): number {
  return Math.max(stored, claimed);
}
