import { channel } from 'node:diagnostics_channel';

import type { GuardSubject } from './decisions.ts';

/** The lease of an upload in progress has ended, so others could take its room: the process or the ledger was stopped for longer. */
export interface LeaseLapsedEvent extends GuardSubject {
  readonly guard: 'folder' | 'quota';
  /** What the upload held. */
  readonly bytes: number;
  /** In milliseconds. */
  readonly lease: number;
}

/** Which allotment an event is about. */
export type AllotmentSubject = Pick<LeaseLapsedEvent, 'guard' | 'name'>;

const lapsed = channel('http507:lease-lapsed');

/** Notices that the lease of one hold has ended before it was renewed, and publishes that once on the channel `http507:lease-lapsed`. */
export class LeaseWatch {
  readonly #subject: AllotmentSubject;
  readonly #lease: number;
  /** When the ledger last confirmed the hold, in milliseconds of performance.now(). */
  #confirmedAt = Number.POSITIVE_INFINITY;

  /** @param lease - in milliseconds */
  constructor(subject: AllotmentSubject, lease: number) {
    this.#subject = subject;
    this.#lease = lease;
  }

  /**
   * Call this when the ledger has confirmed the hold.
   *
   * @param askedAt - when the ledger was asked, in milliseconds of performance.now()
   */
  confirm(askedAt: number): void {
    const now = performance.now();
    // Answers take 2 s at most. If this one took longer than a lease, the process was stopped before it could read it, and the hold has ended
    // again.
    this.#confirmedAt = now - askedAt > this.#lease ? askedAt : now;
  }

  /**
   * Call this before the ledger is asked again.
   *
   * @param bytes - the bytes held
   */
  check(bytes: number): void {
    // The ledger's lease started earlier, before its answer. So this never reports a hold that still exists.
    if (performance.now() - this.#confirmedAt <= this.#lease) return;
    this.#confirmedAt = Number.POSITIVE_INFINITY;
    if (!lapsed.hasSubscribers) return;
    lapsed.publish({ ...this.#subject, bytes, lease: this.#lease } satisfies LeaseLapsedEvent);
  }
}
